"""The vocabulary of `blame`: who is a person, what people do, what they are said to have failed to do."""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

# Roles. A machine never has one of these names; "operator" alone may be a Kubernetes operator, see `MACHINE_AFTER`.
_ROLES = (
    r"(?:[\w-]+ )?(?:engineer|developer|operator|administrator|admin|responder|maintainer|reviewer|author|approver|committer"
    r"|instructor|professor|lecturer|teacher|student|colleague|contractor|intern|employee|staff member|team member|co-?worker"
    r"|manager|lead|technician|sysadmin|dba|sre|dev|person|human|individual|newcomer|new hire|owner|commander|on-?call"
    r"|teaching assistant|consultant|analyst|architect|scientist|librarian|tester|helper|volunteer|supervisor|director|boss|tutor|grader|researcher|supplier|freelancer|trainee|apprentice|coordinator|vendor representative|gsi|ta)s?"
)
# A word of each role and pronoun, for a quick look: a sentence without any of them names no person.
SOMEBODY = "|".join(
    (
        *(
            role if len(role) > 3 else rf"\b{role}\b|\b{role}s\b"
            for role in _ROLES.removesuffix(")s?").split("(?:")[-1].split("|")
        ),
        r"whoever|member|newcomer|novice|\btemp\b|\btemps\b|body|someone|anyone|noone|\bhe\b|\bshe\b|\byou\b|\buser\b",
    )
)
_WHERE = r"(?:\s(?:on|at|in)\s(?:duty|call|shift|charge|the\s(?:console|keyboard|team)|question))?"
# A thing may carry a role's name: "the reviewer bot", "the operator pod", "user pods", "admin interface".
MACHINE_AFTER = (
    r"(?!(?:[’']s)? (?:pods?|bots?|interface|ui|page|panel|api|console|tool|dashboards?|deployments?|controller|containers?"
    r"|process|jobs?|scripts?|services?|servers?|cluster|nodes?|chart|image|accounts?|namespaces?|groups?|guide|docs?"
    r"|documentation|handbook|rotation|schedule|alerts?|tests?|notebooks?|data|traffic|sessions?|experience|error rate)\b)"
)
_NAMES = r"(?:Responder|Operator|Engineer|Student|Instructor|Admin|Developer|User|Reviewer|Person) [A-Z0-9]\b"
# One person, or a named role: never a machine.
PERSON = rf"(?:(?:{_NAMES}|(?:an?|the|our|one|another|some|each|every|this|that|their|your|first|second|primary|junior|senior|whichever)\s(?:[\w.’'-]+\s){{0,3}}?{_ROLES}\b{MACHINE_AFTER}{_WHERE}|(?:an?|one|another|some)\smembers?\sof\s(?:the\s|our\s)?(?:[\w-]+\s){{0,3}}?(?:team|staff|crew|group)\b|(?:[Ss]ome|[Aa]ny|[Nn]o)(?:body|one)\b|[Ww]hoever|\b(?:he|she|you)\b)"
PERSON += rf"|(?<![\w-]){_ROLES}\b{MACHINE_AFTER}{_WHERE})"
# Those who are new, young or hired for a while. To name them by that, where they changed something, explains by rank.
NEWCOMER = (
    r"(?:an?|the|our|one|another|some) (?:(?:[\w’'-]+ ){0,2}?(?:intern|trainee|apprentice|contractor|freelancer|newcomer|temp|novice)s?"
    r"|(?:[\w’'-]+ )?(?:new|junior|inexperienced|newly hired) (?:hire|colleague|engineer|developer|operator|admin(?:istrator)?|employee|team member|staff member|member|dev|sre)s?)"
    rf"\b{MACHINE_AFTER}"
)
CHANGED = r"(?:ran|executed|pushed|deleted|removed|revoked|dropped|merged|applied|changed|edited|disabled|deployed|typed|reset|overwrote|restarted|unplugged|turned off|shut down|granted|committed)"
# The authors themselves, as a group.
WE = r"\b(?:we|our team|the (?:[\w-]+ )?(?:team|crew|staff|shift)|the (?:developers|operators|admins|engineers|maintainers)|the (?:vendor|provider|department)|operations|management|I)\b"
TEAM = r"\b(?:our team|the (?:[\w-]+ )?(?:team|crew|staff|shift)|the (?:developers|operators|admins|engineers|maintainers)|operations|management|leadership|the (?:help(?: )?desk|service desk|vendor|provider|hosting company|front(?: )?desk))\b"
# Pronouns that may stand for machines.
THEY = r"\b(?:they|who)\b"
# Given names stand alone before a verb that only people can be the subject of: "Kim forgot".
NAME = r"(?:(?<=^)|(?<=[\s(]))[A-Z][a-z]{2,11}(?: [A-Z][a-z]+)?"
# What is capitalised and is no person.
MACHINES = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "kubernetes",
        "kubelet",
        "helm",
        "terraform",
        "grafana",
        "prometheus",
        "jupyter",
        "jupyterhub",
        "slack",
        "github",
        "gitlab",
        "travis",
        "jenkins",
        "docker",
        "google",
        "amazon",
        "azure",
        "microsoft",
        "linux",
        "nginx",
        "traefik",
        "redis",
        "postgres",
        "postgresql",
        "mysql",
        "python",
        "culler",
        "autoscaler",
        "scheduler",
        "proxy",
        "hub",
        "binder",
        "pod",
        "pods",
        "node",
        "nodes",
        "server",
        "servers",
        "nobody",
        "everyone",
        "ansible",
        "puppet",
        "argo",
        "flux",
        "certbot",
        "alertmanager",
        "pagerduty",
        "loki",
        "elastic",
        "fluentd",
        "containerd",
        "chrome",
        "firefox",
        "which",
        "what",
        "who",
        "when",
        "while",
        "after",
        "before",
        "because",
        "since",
        "then",
        "there",
        "here",
        "also",
        "nothing",
        "everything",
        "something",
        "users",
        "students",
        "traffic",
        "requests",
        "monitoring",
        "alerting",
        "builds",
        "deployments",
        "tests",
        "jobs",
        "cron",
        "systemd",
        "celery",
        "rabbitmq",
        "kafka",
        "envoy",
        "istio",
        "calico",
        "coredns",
        "cloudflare",
        "fastly",
        "datadog",
        "sentry",
        "conda",
        "pip",
        "git",
        "ci",
        "cd",
    ]
)

ACCIDENT = r"(?:accidentally|unintentionally|inadvertently|mistakenly|wrongly|erroneously|carelessly|unwittingly|recklessly|prematurely|incorrectly|improperly|unknowingly|stupidly|foolishly)"
BY_ACCIDENT = r"(?:by (?:mistake|accident)|in error|without (?:first |even |proper(?:ly)? |any )?(?:thinking|asking|telling|checking|waiting|looking|verifying|confirming|reviewing|understanding|following|considering|making sure|reading|permission|approval|approvals|authori[sz]ation|testing|informing|notifying|consulting|warning|notice)|instead of (?:reading|asking|following|checking|testing|waiting|escalating|consulting))"
# What people, and hardly ever machines, fail to do.
ATTEND = (
    r"(?:notice|reali[sz]e|recogni[sz]e|spot|see|check|double-?check|verify|validate|confirm|communicate|follow|anticipate"
    r"|consider|understand|read|test|review|escalate|inform|tell|warn|notify|announce|document|think|plan|appreciate|catch"
    r"|remember|ask|consult|coordinate|look|pay attention|account for|foresee|question|investigate|act|respond|react|update"
    r"|monitor|report|heed|take into account|take care|mention|raise|write down|wait|learn|prepare|listen|obtain|get approval"
    r"|bother|know|use|run|do|make sure|ensure|set|add|keep|rotate|renew|back up|roll back|revert|apply|include|remove|acknowledge)"
)
# Participles of attention: what "should have been" or "was not" done by somebody.
ATTENDED = (
    r"(?:noticed|reali[sz]ed|recogni[sz]ed|spotted|seen|checked|double-?checked|verified|validated|confirmed|communicated"
    r"|followed|anticipated|considered|understood|read|tested|reviewed|escalated|informed|told|warned|announced|documented"
    r"|thought (?:of|about|through)|planned|caught|remembered|asked|consulted|coordinated|looked at|foreseen|questioned"
    r"|investigated|monitored|heeded|prevented|avoided|averted|known|detected|picked up|acted (?:on|upon)|addressed|fixed"
    r"|raised|reported|discovered|found|rolled back|approved|merged|deployed|done|handled|made)"
)
# What a person is said to have done to the system: these harm whatever they are done to …
HARM = r"(?:caus(?:ed|ing)|trigger(?:ed|ing)|broke|breaking|took down|brought down|knocked (?:out|over)|wiped|crashed|destroyed|overwrote|ruined|corrupted|filled|flooded|exhausted|overloaded|saturated|misconfigured|screwed up|messed up|mistyped|botched|is behind|was behind)"
# … and these only where the object says so: to delete a stuck pod is what an engineer is there for.
MADE = r"(?:introduced|created|started|initiated|led to|set off|deleted|dropped|killed)"
# An object, or what went down: "took production down".
HARMED = r"(?:it\b|(?:the|this|an?|our|that|these|those|all|every|both|most|several|two|three|production|prod|everything|\d+)\b|`)"
INCIDENT = r"(?:incident|outage|downtime|failure|crash|problem|issue|disruption|breakage|regression|data loss|mess|error|leak|deletion|interruption|breach|mistake|delay|situation)"
