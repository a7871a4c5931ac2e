"""The rules of `incident check`: one a file, a section of docs/checks.md and a folder of fixtures each."""

from __future__ import annotations

from incidentkit.checks.action_unlinked import ActionUnlinked
from incidentkit.checks.blame import Blame
from incidentkit.checks.date_mismatch import DateMismatch
from incidentkit.checks.front_matter import FrontMatterRule
from incidentkit.checks.interface import Rule
from incidentkit.checks.personal_data import PersonalData
from incidentkit.checks.placeholder import Placeholder
from incidentkit.checks.secret import Secret
from incidentkit.checks.section_missing import SectionMissing
from incidentkit.checks.timeline_order import TimelineOrder
from incidentkit.checks.timezone_conflict import TimezoneConflict
from incidentkit.checks.timezone_missing import TimezoneMissing

# First what must not leave the house, then facts from the top of a report to its end, then its prose.
RULES: tuple[Rule, ...] = (
    Secret(),
    PersonalData(),
    FrontMatterRule(),
    SectionMissing(),
    DateMismatch(),
    TimezoneMissing(),
    TimezoneConflict(),
    TimelineOrder(),
    Placeholder(),
    ActionUnlinked(),
    Blame(),
)
