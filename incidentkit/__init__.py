"""incidentkit: from an outage's evidence to a blameless report, a pull request and a published page."""

__version__ = "0.1.0"
