"""The rules of `incident check`: one a file, a section of docs/checks.md and a folder of fixtures each."""

from __future__ import annotations

from incidentkit.checks.action_undated import ActionUndated
from incidentkit.checks.action_unlinked import ActionUnlinked
from incidentkit.checks.action_unowned import ActionUnowned
from incidentkit.checks.action_weak import ActionWeak
from incidentkit.checks.blame import Blame
from incidentkit.checks.conclusion_empty import ConclusionEmpty
from incidentkit.checks.date_mismatch import DateMismatch
from incidentkit.checks.detection_missing import DetectionMissing
from incidentkit.checks.duplicate_id import DuplicateId
from incidentkit.checks.duration_mismatch import DurationMismatch
from incidentkit.checks.excuse_unused import ExcuseUnused
from incidentkit.checks.footnote_unmatched import FootnoteUnmatched
from incidentkit.checks.front_matter import FrontMatterRule
from incidentkit.checks.hidden_character import HiddenCharacter
from incidentkit.checks.interface import Rule
from incidentkit.checks.link_broken import LinkBroken
from incidentkit.checks.merge_conflict import MergeConflict
from incidentkit.checks.milestone_mismatch import MilestoneMismatch
from incidentkit.checks.personal_data import PersonalData
from incidentkit.checks.placeholder import Placeholder
from incidentkit.checks.review_missing import ReviewMissing
from incidentkit.checks.secret import Secret
from incidentkit.checks.section_missing import SectionMissing
from incidentkit.checks.single_cause import SingleCause
from incidentkit.checks.timeline_order import TimelineOrder
from incidentkit.checks.timezone_conflict import TimezoneConflict
from incidentkit.checks.timezone_missing import TimezoneMissing

# First what must not leave the house, then facts from the top of a report to its end, then its
# prose, what is still missing, and last what was excused without need.
RULES: tuple[Rule, ...] = (
    Secret(),
    PersonalData(),
    HiddenCharacter(),
    MergeConflict(),
    FrontMatterRule(),
    SectionMissing(),
    DateMismatch(),
    TimezoneMissing(),
    TimezoneConflict(),
    TimelineOrder(),
    MilestoneMismatch(),
    DurationMismatch(),
    Placeholder(),
    ActionUnlinked(),
    ActionUnowned(),
    ActionUndated(),
    LinkBroken(),
    FootnoteUnmatched(),
    DuplicateId(),
    Blame(),
    SingleCause(),
    DetectionMissing(),
    ConclusionEmpty(),
    ReviewMissing(),
    ActionWeak(),
    ExcuseUnused(),
)
