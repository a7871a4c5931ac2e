"""The words in which templates speak of reports, whatever the incident: a sentence of them alone says nothing of one.

"What was the impact on users?" and "Short description of the root cause" are all of such words; as soon as a system, a
number or a name is in a line, somebody has begun to fill it in.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Words of any sentence. They neither speak for a template nor against it.
_SMALL_WORDS = """
    a about after again all already also am an and another any are around as at away back be been before being
    between both but by can can't could couldn't did didn't do does doesn't don't done down during e.g e.g. each eg
    either else etc etc. even every for from gave get gets give given got had has have having he her here his how i
    i.e i.e. ie if in into is isn't it its itself just least less let made make makes may might more most must my
    need needed needs neither no nor not of off on one only onto or other others our out over per quite same shall
    she should since so some still such take taken takes than that the their them then there there's these they this
    those through to too took under until up us use used uses using very via vs was wasn't we well were weren't what
    what's when where whether which while who who's whom whose why will with within without won't would yes you your
"""
# Words about an incident, its people and its report, without the endings that `_is_generic` takes off.
_REPORT_WORDS = """
    above abstract accident acción account accountable accurate acknowledge action activity actor actual add
    additional address affect aktion alarm alert allow amount analyse analysis analyze announcement anomaly answer
    anyone appendix applicable application applied apply approach appropriate approval approve approver approximate
    area artefact artifact ask aspect assess assessment assign assignee attach attachment attack attempt attendee
    attribute aufgabe author automated automation availability available avoid awareness ação background bad barrier
    baseline began begin begun behavior behavioral behaviour believe below best better beyond blame blameless blast
    block breach break brief broke broken budget bug bullet business came capacity capture card case category causa
    cause chain change chart check checklist chronological class clear client close code come command comment
    communicate communication company compare comparison complete compliance component comprehensive concise
    conclusion condition configuration confirm confirmation consequence consider consumer contact contain
    containment context continue contribute control coordination correct correction corrective cost count
    countermeasure cover create critical culture current customer damage dashboard data date day deadline debug
    decide decision declare decrease defect define degradation degraded delay department dependency deploy
    deployment describe descripción description detail detect detection development diagnose diagnosis diagram
    direct discover discovery discuss discussion disruption doc document documentation downstream downtime due
    duration earlier early effect effective element emergency enable end engaged engineer enhance enhancement ensure
    enter entry environment epic eradicate eradication error escalate escalation estimate eta event everyone
    evidence evolve exact example excerpt execute executive existing expect experience explain explanation extend
    extent external extra facilitator factor factual fail failure fast fault feature few field file fill final
    financial find finish first five fix focus follow follow-up followup form fortunate found full function
    functionality further future gain gap general generic go goes going gone good graph group guardrail guidance
    guideline hamper handle handoff happen heading health healthy help helpdesk helpful high high-level hinder
    history hotfix hour human hypothesis id idea identification identified identifier identify image immediate
    impact implement implementation implication important improve improvement incident include increase ineffective
    info information infrastructure initial insert insight instruction intended internal interruption introduced
    introduction investigate investigation involved issue item itemised itemized join keep kept key kind know
    knowledge known last latency latent later lead leadership learn learnt led left legal length lesson level likely
    limit line link list location log long long-term longer-term look lose lost low low-level luck luckily lucky
    main maintenance major management manager mandatory manual many material maßnahme measure measurement medida
    medium meeting member mention message mesure metric mid-term minimize minor minute miss mitigate mitigation
    mobilize moment monetary monitor mortem much multiple name narrative necessary negative new next nice
    non-technical normal notable note notice notification notify number objective observability observation observe
    obvious occur old on-call oncall one-line one-paragraph one-sentence ongoing open operation operational operator
    opportunity optional order organisational organization organizational outage outcome outline output overall
    overview owner page paragraph part participant particular partner party paso past paste patch pattern people
    percent percentage perception perform performance period permanent person phase place placeholder plain plan
    platform playbook point policy poor positive possible post post-mortem postmortem potential pr prevent
    preventable preventative prevention preventive previous primary priority privacy private problem procedure
    process processe product production proposal provide proximate public published punkt put qualitative quality
    quantified quantify quantitative query question quick radius reader real reason recommend recommendation record
    recover recovery recur recurrence reduce reference region regression regulatory related release relevant
    reliability remain remediate remediation remedy remove reoccur reoccurrence repair repeat report reputation
    reputational required resolution resolve resource respond response responsibility responsible restoration
    restore result retrospective revenue review right risk role rollback root rough row runbook safe safeguard safety
    said sample saw say scenario scope screenshot scribe second secondary section security see seen send sent
    sentence sequence service set sev several severe severity share short short-term shortcoming show side sign
    signal significant similar simple sla slo slow snippet somebody someone sort source specific stable stack stage
    stakeholder standard standardize start state statement status step stop stopgap story strategy stuff subheading
    subject success successful sugarcoat suggestion summarise summarize summary supplementary supplier support
    symptom system systemic table takeaway tarea target task team technical technique technological technology tell
    template temporarily temporary term test text thing think third third-party thought threat ticket time timeframe
    timeline timestamp timezone title todo tool total trace track training triage tried trigger trivial trust try
    two type unavailable unclear underlying understand understood unexpected unfold unknown unlucky upcoming update
    upstream url usage useful user usual validate validation various vendor verification verify visible
    vulnerability want way weakness went whole whys window word work workaround workflow worse worst write written
    wrong étape
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_GENERIC = frozenset(_REPORT_WORDS.split())
_WORD = re.compile(r"[^\W_][\w’'.-]*[^\W_]|[^\W_]")
_OF_NOUNS = ("'s", "s")  # after another ending: "responders"
_ENDINGS = ("'s", "ies", "es", "s", "ed", "d", "ing", "ly", "er")


@lru_cache(maxsize=4096)
def coverage(words: str) -> float:
    """Which part of the words that say something is a template's; 0 where none says anything."""
    telling = [word for word in _words(words) if word not in _SMALL]
    return sum(_is_generic(word) for word in telling) / len(telling) if telling else 0.0


def specific(words: str) -> list[str]:
    """The words that no template would have: names, numbers, whatever an incident is about."""
    return [word for word in _words(words) if word not in _SMALL and not _is_generic(word)]


def is_generic(words: str, least: float = 1.0) -> bool:
    """Whether at least that part of the telling words is a template's."""
    return coverage(words) >= least


def _words(words: str) -> list[str]:
    """In small letters; "services/users" and "whys (5)" are words apart, a compound is known by its parts."""
    return [word for found in _WORD.findall(words) for word in _parts(found.lower().replace("’", "'").strip("."))]


def _parts(word: str) -> list[str]:
    if "-" in word and word not in _GENERIC and word not in _SMALL:
        return [part for part in word.split("-") if part]
    return [word]


@lru_cache(maxsize=65536)
def _is_generic(word: str) -> bool:
    if word in _GENERIC:
        return True
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            if (
                (ending in _OF_NOUNS and _is_generic(stem))
                or stem in _GENERIC
                or f"{stem}e" in _GENERIC
                or (ending == "ies" and f"{stem}y" in _GENERIC)
            ):
                return True
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in _GENERIC:
                return True
    return False
