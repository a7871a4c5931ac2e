"""Words for `nouns`: roles, groups, pronouns and given names, and what only carries a role's name."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


# One person, by role. Plurals are made with an s.
ROLES = words(
    """
    engineer developer operator administrator admin sysadmin responder maintainer reviewer author approver
    committer instructor professor lecturer teacher colleague contractor intern employee teammate coworker
    co-worker manager lead technician dba sre dev person individual newcomer owner commander on-call oncall
    assistant consultant analyst architect scientist librarian tester helper volunteer supervisor director
    boss tutor grader researcher supplier freelancer trainee apprentice coordinator representative gsi ta hire
    programmer coder guy fellow folk specialist expert chief dispatcher caretaker electrician installer
    migrator deployer releaser integrator designer officer executive cto ceo cio leader novice beginner temp
    junior senior superuser root-user member subcontractor rep agent-on-duty shifter superior subordinate
    planner organiser organizer auditor sender submitter implementer implementor decision-maker plumber
    cleaner janitor electricians bystander participant human operator-on-duty predecessor successor veteran
    """
)
# Heads that are plural or stand for many persons.
PEOPLE = words(
    """
    people folks staff humans personnel persons sres devs dbas
    """
)
# Those who use the service: what they do to it is load, not a deed.
OUTSIDE = words(
    """
    user student customer visitor participant learner
    """
)
GROUPS = words(
    """
    team crew shift squad department vendor provider management leadership helpdesk partner supplier committee
    office company agency faculty operations ops hoster isp subcontractor
    """
)
# Groups that need no article before their verb: "operations was told".
BARE_GROUPS = words("management leadership operations staff ops helpdesk")
GROUP_VERBS = words(
    """
    was were did had has have is are failed ignored forgot never should could knew decided would must left
    wanted needs insisted pushed demanded overruled chose refused neglected sat closed kept took told
    """
)
# A group only where a word before says whose: "the platform group", "Example Cloud support".
NAMED_GROUPS = words(
    """
    group support desk side rotation people folks guys colleagues division unit lab
    """
)
GROUP_MODIFIERS = words(
    """
    network storage database platform infrastructure infra security operations support backend frontend web
    mobile data release on-call oncall sre devops hosting cloud vendor provider customer technical service
    help working review night day morning weekend billing facilities cabling dns application product
    engineering front front-end back-end migration course teaching it sysadmin kubernetes cluster upstream
    identity ops storage-side department maintenance
    """
)
# What makes a role's name a thing: "the reviewer bot", "user pods", "the admin page", "operator error".
THINGS = words(
    """
    pod bot interface ui page panel api console tool dashboard deployment controller container process job
    script service server cluster node chart image account namespace group guide doc docs documentation
    handbook rotation schedule alert test notebook data traffic session experience error rate mistake failure
    slip manual portal role permission right password login access token key url list view mailbox inbox
    channel phone pager laptop queue id name field config configuration setting crd sdk framework hub kernel
    home volume directory disk quota storage request load-balancer app application website site system machine
    vm network time hour effort intervention reading feedback report complaint impact-report facing-facing
    count base population communication engagement satisfaction survey agreement profile guidelines version
    library module package repository repo image-builder workflow resource workload environment files file
    database table mode credentials section call-out metric logs log manifest webhook operator-sdk step steps
    action actions training
    """
)
MACHINE_OPERATOR = words(
    """
    prometheus postgres postgresql redis kafka mysql mongodb elasticsearch elastic strimzi cert-manager
    kubernetes k8s vault etcd rabbitmq cassandra ceph rook minio argo argocd flux keda dask spark ray boolean
    logical the-operator sql ternary comparison binary zalando percona crunchy nginx grafana loki tempo istio
    velero cnpg cloudnativepg
    """
)
PRONOUNS = {
    "i": "@w", "we": "@w", "us": "@w", "he": "@p", "she": "@p", "him": "@p", "you": "@p",
    "somebody": "@p", "someone": "@p", "whoever": "@p",
    "nobody": "@n", "noone": "@n", "no-one": "@n",
    "everyone": "@a", "everybody": "@a", "anyone": "@a", "anybody": "@a",
    "they": "@t", "them": "@t",
}  # fmt: skip
DETERMINERS = words(
    """
    the a an our one another some each every this that their your my his her its first second third both two
    three " "several many most all whichever any no these those
    """
)
QUANTIFIERS = words("neither one some two three several most all none any both each many members member")
# Before a role, where no determiner is.
ADJECTIVES = words(
    """
    new junior senior experienced inexperienced tired careless sloppy lazy incompetent negligent former
    external primary secondary lead principal on-duty on-call oncall first-line second-line overworked young
    old fresh untrained unqualified unskilled impatient overconfident absent-minded hired newly competent
    sensible reasonable responsible staff team support release site system systems devops cloud software
    incident qa help commit project namespace course
    """
)
# Roles that are something else without a determiner or a plural.
NEED_A_DETERMINER = words("owner sender human hire fellow senior junior expert representative leader officer")
# "On the other side", "at the console".
PLACES = words("side rotation console keyboard phone end question")
# Between the determiner and the role stand adjectives and nouns, never these.
NOT_BETWEEN = words(
    """
    of in on at to for from by with without and or but nor so if when while after before until because since
    as than that which who whom whose what where why how is are was were be been being am has have had do does
    did will would can could may might shall should must ought not it there here then i we you he she they
    them us him nobody somebody someone everyone the a an this that these those let made make asked told gave
    helped let's only into onto over under about
    """
)
# "The engineer on duty", "somebody on the network team": one person still.
ON_DUTY = words(
    """
    call duty shift rotation charge question watch
    """
)
# Given names of many countries: alone before a verb, or with 's. Words that mean something else too are left out.
NAMES = words(
    """
    aaron abdul abigail adam adrian agnes ahmed aisha alan albert alejandro alex alexander alexandra ali alice
    alicia allison amanda amina amit amy ana anders andrea andreas andrew andy angela anil anita anjali ann
    anna anne anthony antonio arjun arthur ashley barbara beatriz ben benjamin bernard beth bjorn bob boris
    brandon brian bruno caleb camille carla carlos carol caroline catherine chen cheng chloe chris christian
    christina christine christopher claire clara claudia connor cynthia daniel daniela danielle dave david
    deborah deepak denise dennis derek diana diego dimitri dmitri dmitry donna dylan edward elena eli elias
    elizabeth ella ellen emily emma eric erik erin ethan eugene eva evelyn fatima fernando filip fiona
    francesca francisco frank fred gabriel gareth gary george gerald giulia giovanni gloria greg gregory greta
    gustavo hannah hans haruto hassan heather heidi helen helena henrik henry hiroshi ian ibrahim igor ingrid
    irene isaac isabel ivan jack jacob jaime james jamie jane janet jason javier jean jeff jeffrey jennifer
    jenny jeremy jessica jim jin joan joanna joe joel john jonas jonathan jorge joseph joshua juan judith
    julian julie justin karen karl katarina kate katherine kathleen katie keith kelly ken kenji kevin kim kofi
    kumar kwame kyle lars laura lauren leah lee lena leo leon leonardo linda lisa louis louise luca lucas
    lucia lucy luis luke magnus mahmoud manuel marco marcus margaret maria marie marina mario martha martin
    martina mary mateo matt matteo matthew maya megan mei melissa michael michelle miguel mike milan ming
    miriam mohamed mohammed monica nadia nancy natalia natalie nathan neha nicholas nick nicola nicolas nicole
    nina noah nora olga oliver olivia omar oscar owen pablo pamela patricia patrick paul paula pavel pedro
    peter petra philip pierre piotr priya rachel rahul raj ravi rebecca ricardo richard robert roberto roger
    ronald rosa ruth ryan sam samantha samuel sandra sanjay sara sarah scott sean sebastian sergei sergey
    sharon simon sofia sonia sophia sophie stefan stella stephanie stephen steve steven sunil susan suresh
    svetlana takashi tamara tanya tara teresa theo theresa thomas tim timothy tina tobias tom tomas tony tyler
    ursula valentina vera veronica victor vijay vikram vincent vladimir wang wei wendy william wolfgang xavier
    yan yolanda yuki yusuf yvonne zhang zoe marta lukas mia ines paulo joao agata akira alejandra alessandro
    andres aniket ankit anton ashwin astrid ayesha beatrice bruce cameron carmen cecilia chiara colin craig
    dominic duncan esther fabian farah florian gavin geoffrey harry hector holger imran irina jiri jacques
    joanne jochen johan johannes jordi josh judy jurgen kamal karin katja klaus krishna lakshmi leila ludwig
    madeleine malik mathias meera mikhail mohan nikolai paolo pascal rafael ramesh rania renata roland sanjeev
    sasha selma shreya sven tariq tatiana tessa torsten uwe valeria vivek walter yasmin yuri zara zuzana mirko
    yusra anselm bodil
    """
)
# What is capitalised and no person, beside the words that this package knows.
MACHINES = words(
    """
    kubernetes kubelet helm terraform grafana prometheus jupyter jupyterhub slack github gitlab travis jenkins
    docker google amazon azure microsoft linux nginx traefik redis postgres postgresql mysql python culler
    autoscaler scheduler proxy hub binder binderhub ansible puppet argo argocd flux certbot alertmanager
    pagerduty loki elastic fluentd containerd chrome firefox monitoring alerting cron systemd celery rabbitmq
    kafka envoy istio calico coredns cloudflare fastly datadog sentry conda pip git alpine julia heroku vault
    consul nomad spark airflow dask spinnaker statuspage opsgenie zookeeper kibana elasticsearch logstash
    varnish apache debian ubuntu node nodes pod pods server servers traffic builds build deployments tests
    jobs which what who when while after before because since then there here also nothing everything
    something users students requests this that these those the its one two none monday tuesday wednesday
    thursday friday saturday sunday january february march april june july august september october november
    december production staging however although though only once despite during within without instead later
    earlier finally currently initially unfortunately luckily both some several many most all each few others
    another such every any either neither more less not and but so as if for from by on in at to of with our
    your his her their alerts alarms backups certificates clients processes probes services containers
    """
)
