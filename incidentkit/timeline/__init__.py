"""From records to the lines of a timeline: folded, merged across sources, chosen, in order. Pure."""

from incidentkit.timeline.compose import NO_LINES, Select, Timeline, compose
from incidentkit.timeline.lines import Line, by_source, told
from incidentkit.timeline.milestones import ORDER, propose

__all__ = ["NO_LINES", "ORDER", "Line", "Select", "Timeline", "by_source", "compose", "propose", "told"]
