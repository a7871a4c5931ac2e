"""Slack: a thread or a channel over the Web API, or an export offline."""

from __future__ import annotations

from incidentkit.sources.slack.doctor import Status, auth_status
from incidentkit.sources.slack.export import SlackExport
from incidentkit.sources.slack.web import SlackChannel, SlackThread

__all__ = ["SlackChannel", "SlackExport", "SlackThread", "Status", "auth_status"]
