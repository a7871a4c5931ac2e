"""From records to the lines of a timeline: folded, merged across sources, chosen, in order. Pure."""

from incidentkit.timeline.compose import Select, Timeline, compose
from incidentkit.timeline.lines import Line, by_source, told
from incidentkit.timeline.milestones import ORDER, propose

__all__ = ["ORDER", "Line", "Select", "Timeline", "by_source", "compose", "propose", "told"]
