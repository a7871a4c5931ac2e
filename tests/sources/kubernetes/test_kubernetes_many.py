"""Many events: the quick way of reading gives what the slow one gives, and few records tell what thousands told."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentkit import timeline
from incidentkit.config import KubernetesSettings
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.kubernetes import KubernetesFile, documents, phrases, wire
from incidentkit.sources.kubernetes.gather import MOST
from incidentkit.sources.kubernetes.reasons import NOISE, RULES

START = "2026-11-22T12:00:00Z"


def read(text: str, window: Window | None = None) -> Gathered:
    source = KubernetesFile(None, settings=KubernetesSettings(), stdin=io.BytesIO(text.encode()))
    return source.gather(window or Window())


def event(number: int, reason: str = "BackOff", **more: Any) -> dict[str, Any]:
    pod = "hub-7d4b9c6f5-" + "".join("bcdfghjklm"[int(digit)] for digit in f"{number % 700:05}")
    return {
        "kind": "Event", "metadata": {"uid": f"e{number}", "namespace": "prod"}, "reason": reason, "type": "Warning",
        "message": f"Back-off restarting failed container hub in pod {pod}_prod(0c-{number})", "count": 2,
        "firstTimestamp": f"2026-11-22T12:{number % 50:02}:00Z", "lastTimestamp": f"2026-11-22T12:{number % 50:02}:30Z",
        "involvedObject": {"kind": "Pod", "namespace": "prod", "name": pod, "uid": f"p{number % 700}"},
    } | more  # fmt: skip


def test_thousands_of_one_story_are_one_record_that_says_how_many() -> None:
    gathered = read("\n".join(json.dumps(event(n)) for n in range(MOST + 1400)))
    (record,) = gathered.records
    assert record.summary == "700 pods of `hub` kept crashing: restarts were held back"
    assert record.count == 2 * (MOST + 1400)
    assert (f"{record.at:%H:%M:%S}", f"{record.until:%H:%M:%S}") == ("12:00:00", "12:49:30")
    assert any(f"{MOST + 1400:,} events told of trouble" in note for note in gathered.notes)
    (line,) = timeline.compose(gathered.records).lines
    assert line.text.startswith("700 pods of `hub` kept crashing")


def test_few_are_kept_one_by_one() -> None:
    assert len(read("\n".join(json.dumps(event(n)) for n in range(MOST))).records) == MOST


def test_other_stories_other_workloads_and_other_times_stay_apart() -> None:
    many = [event(n) for n in range(MOST + 100)]
    other = event(9001, involvedObject={"kind": "Pod", "namespace": "prod", "name": "db-0"})
    late = event(9002, firstTimestamp="2026-11-22T18:00:00Z", lastTimestamp="2026-11-22T18:00:00Z")
    evicted = event(9003, "Evicted", message="The node was low on resource: memory.")
    nowhen = event(9004, firstTimestamp=None, lastTimestamp=None)
    records = read("\n".join(json.dumps(each) for each in [*many, other, late, evicted, nowhen])).records
    assert len(records) == 5
    assert sorted(r.count for r in records) == [2, 2, 2, 2, 2 * (MOST + 100)]
    assert sum(r.at is None for r in records) == 1
    assert next(r.summary for r in records if r.at and r.at.hour == 18).startswith("Pod `hub-7d4b9c6f5-")


def test_reading_again_gives_the_same_ids() -> None:
    dump = "\n".join(json.dumps(event(n)) for n in range(MOST + 50))
    backwards = "\n".join(reversed(dump.splitlines()))
    assert [r.id for r in read(dump).records] == [r.id for r in read(backwards).records]


# What is in a field of an event: what should be, and anything else.
TEXTS = st.one_of(
    st.none(), st.sampled_from(["", START, "Evicted", "0001-01-01T00:00:00Z", "\ud7ff é"]), st.text(max_size=9)
)
ANYTHING = st.one_of(TEXTS, st.integers(), st.booleans(), st.floats(allow_nan=False), st.lists(st.none(), max_size=2))
ABOUT = st.one_of(ANYTHING, st.fixed_dictionaries({}, optional=dict.fromkeys(wire.About.__struct_fields__, ANYTHING)))
SERIES = st.one_of(ANYTHING, st.fixed_dictionaries({}, optional=dict.fromkeys(wire.Series.__struct_fields__, ANYTHING)))
META = st.one_of(ANYTHING, st.fixed_dictionaries({}, optional=dict.fromkeys(wire.Meta.__struct_fields__, ANYTHING)))
EVENTS = st.fixed_dictionaries(
    {"kind": st.just("Event")},
    optional={key: ANYTHING for key in wire.Wire.__struct_fields__ if key != "kind"}
    | {"series": SERIES, "metadata": META, "involvedObject": ABOUT, "regarding": ABOUT, "items": ANYTHING},
)
# Events as a cluster writes them, of which some are routine, some come again and some only repeat others.
REASONS = sorted({reason for rule in RULES for reason in rule.reasons} | NOISE)
MESSAGES = (
    "Back-off restarting failed container hub in pod hub-0", "Stopping container main", "skip schedule deleting pod: a",
    "0/12 nodes are available: 12 Insufficient memory.", 'Back-off pulling image "quay.example/hub:1"',
    "Container main failed liveness probe, will be restarted", "Error: ErrImagePull",
)  # fmt: skip
TIMES = st.one_of(st.none(), st.integers(0, 59).map(lambda minute: f"2026-11-22T12:{minute:02}:00Z"))
GOOD = st.builds(
    lambda number, reason, kind, message, first, last: event(
        number, reason, type=kind, message=message, firstTimestamp=first, lastTimestamp=last
    ),
    st.integers(0, 3),
    st.sampled_from(REASONS),
    st.sampled_from(["Normal", "Warning"]),
    st.sampled_from(MESSAGES),
    TIMES,
    TIMES,
)
SHAPES = ["list", "lines", "array", "watch", "pretty"]


def shaped(objects: list[dict[str, Any]], shape: str) -> str:
    if shape == "lines":
        return "\n".join(map(json.dumps, objects))
    if shape == "watch":
        return "\n".join(json.dumps({"type": "ADDED", "object": each}) for each in objects)
    if shape == "pretty":
        return "\n".join(json.dumps(each, indent=4) for each in objects)
    return json.dumps(objects if shape == "array" else {"kind": "List", "items": objects})


@pytest.mark.parametrize("shape", SHAPES)
@settings(deadline=None)  # a busy machine is no wrong answer
@given(objects=st.lists(EVENTS, min_size=1, max_size=4))
def test_the_quick_way_reads_what_the_slow_one_reads(shape: str, objects: list[dict[str, Any]]) -> None:
    text = shaped(objects, shape)
    quick = [(wire_of(raw), kind) for raw, kind in documents.load(text.encode(), "quick")]
    slow = [(wire_of(raw), kind) for raw, kind in documents.load(b"\xef\xbb\xbf" + text.encode(), "slow")]
    assert quick == slow
    quickest = wire.events(text.encode())
    assert quickest is None or [(wire_of(raw), "Event") for raw in quickest] == slow


@settings(deadline=None)
@given(objects=st.lists(GOOD, min_size=1, max_size=6), minutes=st.integers(0, 59))
def test_the_quickest_way_gives_what_the_slow_one_gives(objects: list[dict[str, Any]], minutes: int) -> None:
    text = shaped(objects, "list")
    assert wire.events(text.encode()) is not None
    windows = (Window(), Window(since=datetime(2026, 11, 22, 12, minutes, tzinfo=UTC)))
    for window in windows:
        quick, slow = read(text, window), read("\ufeff" + text, window)
        assert (quick.records, quick.hidden, quick.notes) == (slow.records, slow.hidden, slow.notes)
        assert [gap.summary for gap in quick.gaps] == [gap.summary for gap in slow.gaps]


@pytest.mark.parametrize("kind", [None, "Normal", "Warning", "Odd"])
def test_what_is_routine_by_reason_alone_is_routine_whatever_the_message(kind: str | None) -> None:
    for reason in (*REASONS, "Unheard"):
        every = [
            wire.Wire(type=kind, reason=reason, message=message, involvedObject=wire.About(kind=about))
            for message in (*MESSAGES, "")
            for about in ("Pod", "Node", None)
        ]
        if phrases.depends_on_reason_alone(every[0]):
            assert len({phrases.routine(one, KubernetesSettings()) for one in every}) == 1, reason


def wire_of(raw: Any) -> Any:
    """An event field by field; nothing and the empty text are the same."""
    if not isinstance(raw, wire.Wire):
        return raw

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: p for k, v in value.items() if (p := plain(v)) not in (None, "", {})}
        return value

    found = {key: msgspec.to_builtins(getattr(raw, key)) for key in wire.Wire.__struct_fields__}
    return plain(found)


def test_numbers_that_json_does_not_have_are_read_as_none_at_all() -> None:
    (record,) = read(json.dumps(event(1, count=float("nan")))).records
    assert record.count == 1
    (record,) = read(json.dumps(event(1, count=float("inf")))).records
    assert record.count == 1


def test_names_of_any_length_end_where_the_api_ends_them() -> None:
    name = "a" * 253
    about = {"kind": "Pod", "namespace": "n" * 63, "name": name, "uid": "u"}
    (record,) = read(json.dumps(event(1, involvedObject=about))).records
    assert record.subject == f"Pod {'n' * 63}/{name}"
    assert len(record.summary) < 300
    (record,) = read(json.dumps(event(1, involvedObject=about | {"name": "a" * 100_000}))).records
    assert len(record.subject or "") < 400
