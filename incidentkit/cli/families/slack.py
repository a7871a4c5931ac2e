"""Slack: threads and channels over the Web API, or an export."""

from __future__ import annotations

import os

from incidentkit.cli.families.interface import Asked, Family, public
from incidentkit.cli.flags import Flags
from incidentkit.config import Workspace


def _sources(flags: Flags, workspace: Workspace) -> list[Asked]:
    if not (flags.slack or flags.slack_channel or flags.slack_export):
        return []
    settings = workspace.config.slack
    threads = flags.slack or ()
    channel = ("--slack-channel", flags.slack_channel) if flags.slack_channel else ()
    if flags.slack_export:
        from incidentkit.sources.slack.export import SlackExport

        export = flags.slack_export
        base = ("--slack-export", public(export, workspace))
        if threads:
            return [
                Asked(
                    SlackExport(export, flags.slack_channel, settings=settings, thread=url),
                    (*base, *channel, "--slack", url),
                )
                for url in threads
            ]
        return [Asked(SlackExport(export, flags.slack_channel, settings=settings), (*base, *channel))]
    from incidentkit.sources.slack.web import SlackChannel, SlackThread

    asked = [Asked(SlackThread(url, settings=settings, environ=os.environ), ("--slack", url)) for url in threads]
    if flags.slack_channel:
        asked.append(Asked(SlackChannel(flags.slack_channel, settings=settings, environ=os.environ), channel))
    return asked


FAMILY = Family(_sources, recorded=(("--slack", "text"), ("--slack-channel", "text"), ("--slack-export", "file")))
