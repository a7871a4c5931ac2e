"""What changed: commits of a local git repository; pull requests, deployments, releases and workflow runs on GitHub.

program.py    git itself: what it may do, and how much it may say
history.py    commits of one branch, in the order in which they came to it
declared.py   which images and charts git declared at a commit
keys.py       a value in a YAML file, by its path
local.py      a local repository as a source
remote.py     a repository on GitHub as a source
words.py      titles, authors and repositories, as they may be told
"""

from incidentkit.sources.changes.local import GitChanges as GitChanges
from incidentkit.sources.changes.remote import GitHubChanges as GitHubChanges
