"""Addresses of messages: what a person copies from Slack, and what a report cites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from incidentkit import inert
from incidentkit.errors import UsageError

_ARCHIVE = re.compile(r"/archives/([CDG][A-Z0-9]{2,30})/p(\d{7,11})(\d{6})/?")
_CLIENT = re.compile(r"/client/[TE][A-Z0-9]+/([CDG][A-Z0-9]{2,30})/thread/([CDG][A-Z0-9]{2,30})-(\d{7,11}\.\d{6})/?")
_TS = re.compile(r"\d{1,11}\.\d{6}")
_HINT = (
    'Copy it in Slack: "…" on the message, Copy link (https://example.slack.com/archives/C024BE91L/p1795385140000100).'
)


@dataclass(frozen=True, slots=True)
class Permalink:
    """A message: `ts` is its own, `thread_ts` its thread's where the link says so; `base` the workspace's address."""

    base: str
    channel: str
    ts: str
    thread_ts: str | None


def parse(url: str) -> Permalink:
    """The message that a link names, in the forms that Slack's clients copy.

    Raises UsageError where it is no link to a message.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError as e:
        raise UsageError(f"{inert.one_line(url, 100)!r} is no link to a Slack message", hint=_HINT) from e
    if parts.scheme in ("http", "https") and parts.hostname:
        base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        query = parse_qs(parts.query)
        if found := _ARCHIVE.fullmatch(parts.path):
            thread = (query.get("thread_ts") or [""])[0]
            channel = (query.get("cid") or [""])[0]
            channel = channel if re.fullmatch(r"[CDG][A-Z0-9]{2,30}", channel) else found[1]
            return Permalink(base, channel, f"{found[2]}.{found[3]}", thread if _TS.fullmatch(thread) else None)
        if found := _CLIENT.fullmatch(parts.path):
            return Permalink("", found[2], found[3], found[3])
    raise UsageError(f"{inert.one_line(url, 100)!r} is no link to a Slack message", hint=_HINT)


def build(base: str, channel: str, ts: str, thread_ts: str | None) -> str | None:
    """The address of a message, or None where the workspace's address is not known. A reply names its thread."""
    safe = inert.http_url(base)
    if safe is None:
        return None
    url = f"{safe.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{url}?thread_ts={thread_ts}&cid={channel}" if thread_ts and thread_ts != ts else url


def workspace(setting: str) -> str:
    """The workspace's address from the settings: `https://example.slack.com`, `example.slack.com` or `example`."""
    text = setting.strip().rstrip("/")
    if not text:
        return ""
    if "://" not in text:
        text = f"https://{text}" if "." in text else f"https://{text}.slack.com"
    return text if inert.http_url(text) else ""
