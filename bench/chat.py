"""A large Slack export, made up: the shapes that today's clients and bots write, as an operations channel has them.

The same number gives the same bytes. The words are systems and symptoms; nobody wrote them.
"""

from __future__ import annotations

import json
import random
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FIRST_DAY = datetime(2026, 9, 1, tzinfo=UTC)
DAYS = 50
CHANNELS = ("hub-ops", "hub-alerts", "help", "general", "releases")
PEOPLE = 60
_TEXT = (
    "the hub proxy node pool is slow again and students see errors at login while the database restarts slowly we "
    "scaled it up checked every log of pods in prod nothing new since noon memory looks fine now thanks looking at "
    "grafana dashboards volume claim pending image pull quota region deploy rolled back chart version ingress"
)
_WORDS = _TEXT.split()
_ALERTS = ("HubDown", "NodeNotReady", "DiskFull", "PodPending", "HighLatency")


def export(path: Path, count: int, *, seed: int = 7) -> None:
    """Write a zip with `count` messages over all days and channels to `path`."""
    chance = random.Random(seed)  # noqa: S311 - the same chat every time, no secret
    users = [_user(number) for number in range(PEOPLE)]
    channels = [{"id": f"C0BENCH{number:02}", "name": name} for number, name in enumerate(CHANNELS)]
    files = [(day, name) for day in range(DAYS) for name in CHANNELS]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        out.writestr("users.json", json.dumps(users))
        out.writestr("channels.json", json.dumps(channels))
        for number, (day, name) in enumerate(files):
            size = count * (number + 1) // len(files) - count * number // len(files)
            start = FIRST_DAY + timedelta(days=day)
            out.writestr(f"{name}/{start:%Y-%m-%d}.json", json.dumps(_day(chance, start, size, users), indent=4))


def _user(number: int) -> dict[str, Any]:
    name = f"operator{number:03}"
    profile = {"display_name": name, "real_name": f"Operator {number:03} Example", "image_72": "https://example.com/i"}
    return {"id": f"U0BENCH{number:03}", "name": name, "deleted": False, "profile": profile, "is_bot": False}


def _day(chance: random.Random, start: datetime, size: int, users: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seconds = sorted(chance.random() * 86_399 for _ in range(size))
    return [_message(chance, f"{start.timestamp() + second:.6f}", users) for second in seconds]


def _message(chance: random.Random, ts: str, users: list[dict[str, Any]]) -> dict[str, Any]:
    return _alert(chance, ts) if chance.random() < 0.15 else _said(chance, ts, users)


def _said(chance: random.Random, ts: str, users: list[dict[str, Any]]) -> dict[str, Any]:
    user, other = chance.choice(users), chance.choice(users)
    text = " ".join(chance.choices(_WORDS, k=chance.randint(2, 45)))
    elements: list[dict[str, Any]] = [{"type": "text", "text": text}]
    if chance.random() < 0.3:
        elements.append({"type": "user", "user_id": other["id"]})
        text += f" <@{other['id']}>"
    if chance.random() < 0.2:
        elements += [
            {"type": "text", "text": " see "},
            {"type": "link", "url": "https://grafana.example.com/d/hub?a=1"},
        ]
        text += " see <https://grafana.example.com/d/hub?a=1>"
    block = {"type": "rich_text_section", "elements": elements}
    message = {
        "client_msg_id": f"{chance.getrandbits(128):032x}",
        "type": "message",
        "text": text,
        "user": user["id"],
        "ts": ts,
        "blocks": [{"type": "rich_text", "block_id": f"{chance.getrandbits(24):x}", "elements": [block]}],
        "team": "T0BENCH",
        "user_team": "T0BENCH",
        "source_team": "T0BENCH",
        "user_profile": {**user["profile"], "avatar_hash": f"{chance.getrandbits(48):x}", "team": "T0BENCH"},
    }
    if chance.random() < 0.15:
        message["reactions"] = [{"name": "eyes", "users": [other["id"]], "count": 1}]
    return message


def _alert(chance: random.Random, ts: str) -> dict[str, Any]:
    name, state = chance.choice(_ALERTS), chance.choice(("FIRING:1", "RESOLVED"))
    return {
        "type": "message",
        "subtype": "bot_message",
        "text": "",
        "ts": ts,
        "bot_id": "B0BENCH",
        "username": "Alertmanager",
        "attachments": [
            {
                "fallback": f"[{state}] {name} (prod)",
                "title": f"[{state}] {name} (prod)",
                "title_link": "https://alerts.example.com/#/alerts",
                "text": f"*Description:* {name} on node-{chance.randint(1, 40)} for more than 5 minutes",
                "color": "d63232" if state != "RESOLVED" else "2eb886",
                "fields": [{"title": "severity", "value": "critical", "short": True}],
                "id": 1,
            }
        ],
    }
