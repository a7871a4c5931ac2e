"""Names of months and weekdays in the languages that reports are written in.

Source: the Unicode CLDR's calendar data (forms within a date). Short forms are left out where they are a common word
of another language ("set", "out", "gen"), for a number beside them would make a date of prose.
"""

from __future__ import annotations

# By month, January first: English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech, Swedish, Danish.
MONTHS: tuple[tuple[str, ...], ...] = (
    ("january", "jan", "januar", "jänner", "janvier", "janv", "enero", "ene", "janeiro", "gennaio", "januari",
     "stycznia", "ledna"),
    ("february", "feb", "februar", "februari", "février", "févr", "fév", "febrero", "fevereiro", "fev", "febbraio",
     "lutego", "února"),
    ("march", "mar", "märz", "mär", "mrz", "mars", "marzo", "março", "maart", "mrt", "marca", "března", "marts"),
    ("april", "apr", "avril", "avr", "abril", "abr", "aprile", "kwietnia", "dubna"),
    ("may", "mai", "mayo", "maio", "maggio", "mei", "maja", "května", "maj"),
    ("june", "jun", "juni", "juin", "junio", "junho", "giugno", "czerwca", "června"),
    ("july", "jul", "juli", "juillet", "juil", "julio", "julho", "luglio", "lipca", "července"),
    ("august", "aug", "août", "agosto", "ago", "augustus", "augusti", "sierpnia", "srpna"),
    ("september", "sep", "sept", "septembre", "septiembre", "setembro", "settembre", "września", "září"),
    ("october", "oct", "oktober", "okt", "octobre", "octubre", "outubro", "ottobre", "ott", "października", "října"),
    ("november", "nov", "novembre", "noviembre", "novembro", "listopada", "listopadu"),
    ("december", "dec", "dezember", "dez", "décembre", "déc", "diciembre", "dic", "dezembro", "dicembre", "grudnia",
     "prosince"),
)  # fmt: skip
MONTH_NUMBERS: dict[str, int] = {name: number for number, names in enumerate(MONTHS, 1) for name in names}

# By weekday, Monday first, in the same languages. English has its short forms, for they stand alone.
WEEKDAYS: tuple[tuple[str, ...], ...] = (
    ("monday", "mon", "montag", "lundi", "lunes", "segunda-feira", "lunedì", "maandag", "poniedziałek", "pondělí",
     "måndag", "mandag"),
    ("tuesday", "tue", "tues", "dienstag", "mardi", "martes", "terça-feira", "martedì", "dinsdag", "wtorek", "úterý",
     "tisdag", "tirsdag"),
    ("wednesday", "wed", "mittwoch", "mercredi", "miércoles", "quarta-feira", "mercoledì", "woensdag", "środa",
     "středa", "onsdag"),
    ("thursday", "thu", "thur", "thurs", "donnerstag", "jeudi", "jueves", "quinta-feira", "giovedì", "donderdag",
     "czwartek", "čtvrtek", "torsdag"),
    ("friday", "fri", "freitag", "vendredi", "viernes", "sexta-feira", "venerdì", "vrijdag", "piątek", "pátek",
     "fredag"),
    ("saturday", "sat", "samstag", "sonnabend", "samedi", "sábado", "sabato", "zaterdag", "sobota", "lördag",
     "lørdag"),
    ("sunday", "sun", "sonntag", "dimanche", "domingo", "domenica", "zondag", "niedziela", "neděle", "söndag",
     "søndag"),
)  # fmt: skip
WEEKDAY_NUMBERS: dict[str, int] = {name: number for number, names in enumerate(WEEKDAYS) for name in names}

# Two or three letters before a date ("Mo, 12.03.2018", "lun. 12 mars"): they say nothing of their own.
SHORT_WEEKDAYS = (
    "mo", "di", "mi", "do", "fr", "sa", "so", "lun", "mar", "mer", "mié", "jeu", "jue", "ven", "vie", "sam", "sáb",
    "dim", "dom", "seg", "ter", "qua", "qui", "sex", "ma", "wo", "vr", "za", "zo",
)  # fmt: skip


def either(names: dict[str, int]) -> str:
    """An alternation of names for a pattern, the longest first."""
    return "|".join(sorted(names, key=len, reverse=True))
