"""What operators say in other languages than English, as far as a few dozen words go: states, courtesies, promises.

Stems and not sentences, in lower case: `reinici` is "reinicié" and "reiniciado". A team that writes in another
language loses nothing: its plain talk fills a timeline, and marks (reactions, pins) need no words at all.
"""

from __future__ import annotations


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Spanish, Portuguese, Italian, French, German, Dutch: each a stem with whatever ending, where a word begins.
_STEMS = (
    # what is wrong
    r"(?:ca[ií]d[oa]s?|ca[íi]u|ca[íi]ram|fall(?:a|an|ó|aron|ando|o)\b|falh|erro(?:r|s|res|i|ri)?\b|errore|erreur|fehler|fout|"
    r"lent[oaie]s?\b|langsam|traag|bloque|bloccat|bloquead|travad|vencid|venci[óo]|expir|abgelaufen|verlopen|scadut|"
    r"lleno|llena|cheio|cheia|pleine?\b|plein\b|voll\b|vol\b|agotad|esgotad|épuisé|erschöpft|insuffisan|"
    r"ausgefallen|abgestürzt|abgebrochen|hängt|hängen|gestört|störung|ausfall|storing|kapot|panne|plant[ée]|injoignable|"
    r"inaccessible|indisponible|inaccesible|no disponible|indispon[íi]ve|nicht erreichbar|nicht mehr erreichbar|"
    r"onbereikbaar|irraggiungibil|unerreichbar|überlastet|saturad|saturé|dépassé|überschritten|perdid|perdu|verloren|"
    r"rot[oa]s?\b|corrompid|corrompu|beschädigt)\w*"
)
_UNABLE = (
    r"(?:(?:nadie|ninguém|nessuno|personne|niemand) (?:\w+ ){0,2}"
    r"(?:pued|consegu|pod|può|riesc|peut|arriv|kann|kan|komm)\w*|"
    r"no (?:puede[ns]?|podemos|responde[ns]?|funciona[ns]?|arranca[ns]?|"
    r"carga[ns]?|conecta[ns]?|entra[ns]?|abre[ns]?)|"
    r"n[ãa]o (?:consegue[m]?|conseguimos|responde[m]?|funciona[m]?|abre[m]?|carrega[m]?|entra[m]?)|"
    r"non (?:risponde|rispondono|funziona|funzionano|riesc\w+|parte|partono|si apre)|"
    r"(?:ne|n') ?\w+ (?:pas|plus)|impossible de|plus (?:de|d')|"
    r"(?:antwort\w*|reagier\w*|start\w*|funktionier\w*|geht|gehen|läuft|laufen|lädt|komm\w*) (?:\w+ ){0,2}nicht|"
    r"kein[e]? (?:\w+ ){0,3}mehr|können (?:\w+ ){0,3}nicht|kann (?:\w+ ){0,3}nicht|"
    r"werkt(?:en)? niet|doet het niet|kunnen niet|reageert niet)\b"
)
_DONE = (
    r"(?:reinici|reiniciad|riavvi|redémarr|relanc[ée]|neu ?gestartet|neugestartet|durchgestartet|herstart|"
    r"revert|rückgängig|zurückgerollt|zurückgesetzt|teruggedraaid|ripristinat|restaur|restauré|rétabli|"
    r"escalad|aumentad|aumentei|aumentamos|aument[ée]|aumentat|augment|erhöht|verhoogd|hochgesetzt|vergrößert|"
    r"ampliad|ampliei|agrandi|uitgebreid|añadid|adicionad|ajouté|aggiunt|hinzugefügt|toegevoegd|"
    r"borrad|eliminad|apagad|removid|supprim|gelöscht|verwijderd|cancellat|actualizad|atualizad|aggiornat|"
    r"aktualisiert|bijgewerkt|mis à jour|renovad|renouvel|rinnovat|erneuert|vernieuwd|desplegad|déploy|ausgerollt|"
    r"uitgerold|movid|déplacé|spostat|verschoben|verplaatst|cambiad|modificad|geändert|umgestellt|abgeschaltet|"
    r"desactivad|desativad|désactiv|deaktiviert|uitgeschakeld|activad|activé|aktiviert|freigegeben|liberad|libéré)\w*"
)
_OVER = (
    r"(?:ya (?:funciona|responde|entra|est[áa]|se puede)|funciona (?:de nuevo|otra vez|ya|agora)|de nuevo|otra vez|"
    r"resuelt|solucionad|resolvid|risolt|résolu|gelöst|behoben|opgelost|recuperad|"
    r"voltou|voltaram|j[áa] (?:funciona|voltou|est[áa])|de novo|normalizad|funziona di nuovo|di nuovo|"
    r"(?:re)?marche à nouveau|à nouveau|de nouveau|tout est (?:rétabli|revenu|bon)|démarrent|repart|"
    r"(?:geht|gehen|läuft|laufen|funktionier\w+|erreichbar|da|online) (?:\w+ )?wieder|"
    r"wieder (?:da|online|erreichbar|normal|ok)|"
    r"(?:werkt|doet het|draait) weer|weer (?:online|bereikbaar)|fehlalarm|falsa alarma|alarme falso|fausse alerte|"
    r"falso allarme|vals alarm)\w*"
)
_WHY = (
    r"(?:la causa|causad[oa]|culpable|a causa|la cause|causé|à cause|provoqu|wegen|ursache|verursacht|lag an|liegt an|"
    r"oorzaak|veroorzaakt|por culpa)\w*"
)
STATES: tuple[str, ...] = (_STEMS, _UNABLE, _DONE, _OVER, _WHY)

# Japanese, Chinese, Korean: no blanks tell where a word begins.
UNSPACED = (
    r"エラー|障害|落ち(?:て|た)|ダウン|できません|できない|繋がら|つながら|遅い|遅延|満杯|不足|失敗|停止|再起動|再開|復旧|"
    r"戻しました|直りました|解決|修正|拡張|増や|追加しました|削除しました|切り戻|ロールバック|原因|期限切れ|応答(?:しない|なし|がない)|"
    r"错误|故障|失败|报错|挂了|宕机|超时|无法|不能|很慢|变慢|满了|不足|过期|重启|恢复|解决|修复|回滚|扩容|原因|误报|登不|打不开|"
    r"錯誤|失敗|無法|逾時|重啟|恢復|解決|修復|"
    r"오류|장애|에러|느려|느립|실패|다운|안 ?됩니다|안 ?돼|불가|재시작|복구|해결|수정|롤백|원인|만료|가득"
)

COURTESY = _listed(
    "gracias muchas mil genial perfecto perfecta vale hola buenas buenos días dias tardes noches estupendo nada "
    "obrigado obrigada valeu beleza blz oi olá ola bom boa dia tarde noite ótimo otimo tudo bem "
    "grazie mille prego ciao buongiorno buonasera perfetto ottimo va bene d'accordo "
    "merci beaucoup bonjour bonsoir salut parfait génial super d'accord ok rien nickel top oui ouais "
    "danke vielen dank dankeschön bitte gern gerne hallo moin servus morgen mahlzeit klasse prima feierabend "
    "alles klar verstanden ja jo jup genau stimmt guten tag abend bedankt hoi goedemorgen mooi graag gedaan oké"
)
FILLER = _listed(
    "de por a la el lo los todos todas chicos equipo y e o os pra para gente pessoal tutti ragazzi à vous toi tous "
    "tout monde les et ich wir du euch dir ihr ihnen sie an alle leute zusammen und auch mal sehr so jullie je "
    "allemaal iedereen het een"
)
# "I am looking at it", and what else promises to.
PROMISE = (
    r"(?:lo |ya lo |ahora lo )?(?:miro|reviso|veo|estoy (?:mirando|viendo|en ello|revisando))(?: ahora| ya)?|voy|"
    r"en ello|(?:vou|estou) (?:ver|olhar|vendo|olhando|verificar|verificando)(?: agora)?|"
    r"(?:ci |lo )?(?:guardo|controllo)(?: io| ora)?|"
    r"(?:je |j' ?)(?:regarde|m'en occupe|vérifie|arrive|y vais)(?: tout de suite| ça)?|"
    r"(?:oui |ok |ja |sí |si |sim )(?:je m'en occupe|ich schaue|mach ich|voy|lo miro)|"
    r"(?:ich )?(?:schau|schaue|schau's|gucke|prüfe|kümmere|mache|mach)"
    r"(?: (?:ich|mir|mich|das|es|mal|gerade|gleich|an|nach|drum|darum|rein))*|"
    r"(?:ik )?(?:kijk|check|ga kijken)(?: (?:ik|er|even|naar|het|ernaar|nu))*"
)
UNSPACED_COURTESY = (
    r"ありがとう(?:ございま(?:す|した))?|お疲れ(?:様|さま)(?:です|でした)?|了解(?:です|しました)?|承知(?:しました)?|確認(?:します|中です?)|"
    r"見(?:ます|てみます)|調べます|すみません|お願いします|おはようございます|こんにちは|助かります|はい|"
    r"谢谢(?:大家|你们|您)?|收到|好的|我看一?下|看一下|辛苦了|明白|稍等|大家好|嗯|谢了|"
    r"謝謝(?:大家)?|感謝|감사합니다|고맙습니다|"
    r"확인(?:하겠습니다|해 ?보겠습니다|중입니다)|넵|네|수고하셨습니다|안녕하세요"
)
