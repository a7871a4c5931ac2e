"""Action items and their GitHub issues: what is open, what is planned (pure), and how it is carried out.

ids.py      the lasting id of an item
routes.py   which repository an item belongs to, and what it links to
items.py    all items of all reports, with the above
body.py     the issue's title and body, its hidden markers
origin.py   where the report itself can be read
remote.py   what GitHub has: listings, never a search
plan.py     from items and what GitHub has to steps: pure
apply.py    steps carried out; can be killed anywhere and run again
listing.py  `incident actions list`
"""
