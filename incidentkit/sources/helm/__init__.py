"""Helm's releases: which chart was put in place when, from saved JSON, or from the cluster's secrets when asked.

release.py    a revision as a value, from any of the shapes in which it is written
times.py      the times that Helm writes
records.py    revisions as evidence
saved.py      `helm history -o json`, `helm list -o json` as a source
secrets.py    release secrets of a namespace as a source
"""

from incidentkit.sources.helm.saved import HelmFile as HelmFile
from incidentkit.sources.helm.secrets import HelmSecrets as HelmSecrets
