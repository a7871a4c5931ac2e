"""What a bundle keeps: merged, the same bytes when nothing is new, never losing what a source has forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentkit import evidence
from incidentkit.capture import Bundle, Taken, richer
from incidentkit.errors import InputError
from incidentkit.evidence import Evidence, gap
from incidentkit.gather import Collected

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASKED = Evidence("capture:kubernetes/prod", None, "kubernetes", "capture", "--k8s prod", weight=0, captured=NOON)


def event(uid: str, minute: int = 0, **more: object) -> Evidence:
    at = NOON + timedelta(minutes=minute)
    base = Evidence(f"k8s:{uid}", at, "kubernetes", "event", "Pod `hub-0` kept crashing", body="`BackOff`", weight=80)
    return replace(base, **more)  # type: ignore[arg-type]


def take(bundle: Bundle, records: Sequence[Evidence], gaps: Sequence[Evidence] = (), minute: int = 0) -> Taken:
    """One capture of namespace prod, as a run of the program would do it."""
    now = NOON + timedelta(minutes=minute)
    bundle.read()
    found = Collected(tuple(records), tuple(gaps), hidden=(("noise", 7), ("outside the window", 3)))
    taken = bundle.take(found, [replace(ASKED, captured=now)], now)
    if taken or not bundle.path.exists():
        bundle.write()
    return taken


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return Bundle(tmp_path / "evidence.jsonl")


def missing(minute: int, what: str = "prod/pods") -> Evidence:
    return gap("kubernetes", what, "Kubernetes: pods could not be read", captured=NOON + timedelta(minutes=minute))


def test_a_second_capture_of_the_same_leaves_the_same_bytes(bundle: Bundle) -> None:
    assert take(bundle, [event("a"), event("b")], [missing(0)]).new == 2
    before = bundle.path.read_bytes(), bundle.path.stat().st_mtime_ns
    assert not take(Bundle(bundle.path), [event("b"), event("a")], [missing(9)], minute=9)
    assert (bundle.path.read_bytes(), bundle.path.stat().st_mtime_ns) == before


def test_what_the_source_forgot_stays_and_what_is_new_joins(bundle: Bundle) -> None:
    take(bundle, [event("a"), event("b", count=3)])
    taken = take(bundle, [event("b", count=5), event("c", 90)], minute=100)
    assert (taken.new, taken.changed) == (1, 1)
    kept = {r.id: r.count for r in evidence.read(bundle.path) if r.kind == "event"}
    assert kept == {"k8s:a": 1, "k8s:b": 5, "k8s:c": 1}
    counted = [r for r in evidence.read(bundle.path) if r.kind == "hidden"]
    assert [(r.summary, r.count) for r in counted] == [("noise", 7)]


def test_a_record_never_says_less_than_it_did() -> None:
    many = event("a", count=90, until=NOON + timedelta(minutes=5))
    later = event("a", count=2, until=NOON + timedelta(minutes=70))
    assert (richer(many, later).count, richer(many, later).until) == (90, later.until)
    end = event("a", kind="termination", body="exit code 1; its log ended: `panic`")
    assert richer(end, replace(end, body="exit code 1")) == end
    assert richer(replace(end, body="exit code 1"), end) == end
    exact = replace(end, kind="rollout", summary="Rolled back `hub`: image 2 → 1")
    late = replace(exact, at=many.until, precision="approximate", summary="Rolled back `hub`: same image")
    assert richer(exact, late) == exact
    assert richer(late, exact) == exact


def test_a_gap_goes_when_all_was_asked_again_and_it_is_none_any_more(bundle: Bundle) -> None:
    take(bundle, [], [missing(0)])
    other = Evidence("capture:kubernetes/other", None, "kubernetes", "capture", "--k8s other", weight=0)
    bundle.take(Collected(), [other], NOON)
    assert "gap:kubernetes/prod/pods" in bundle.records  # another namespace says nothing of this one
    bundle.take(Collected(), [ASKED, other], NOON)
    assert "gap:kubernetes/prod/pods" not in bundle.records


def test_a_gap_in_time_stays_whatever_comes_later(bundle: Bundle) -> None:
    lost = gap("kubernetes", "prod/events-20261122T1200", "Events are not known", captured=NOON, at=NOON)
    take(bundle, [], [lost])
    take(bundle, [event("a")])
    assert lost.id in bundle.records


def expired(until: datetime) -> Evidence:
    found = gap("kubernetes", "prod/events-expired", "Events before … are not known", captured=NOON, at=NOON)
    return replace(found, until=until)


@pytest.mark.parametrize(
    ("minutes", "gaps"),
    [(50, []), (200, ["gap:kubernetes/prod/events-expired-20261122T1200"])],
    ids=["captured within the hour", "nothing was captured for hours"],
)
def test_events_that_expired_after_they_were_captured_are_no_gap(bundle: Bundle, minutes: int, gaps: list[str]) -> None:
    take(bundle, [event("a")])
    late = NOON + timedelta(minutes=minutes)
    take(bundle, [event("b", minutes)], [expired(late)], minute=minutes)
    assert [r.id for r in bundle.records.values() if r.kind == "gap"] == gaps


def test_a_bundle_over_its_limit_loses_its_oldest_records_and_says_since_when(tmp_path: Path) -> None:
    bundle = Bundle(tmp_path / "b.jsonl", largest=20_000)
    for hour in range(40):
        take(
            bundle, [event(f"{hour}-{n}", 60 * hour, body="x" * 100) for n in range(5)], [missing(0)], minute=60 * hour
        )
        assert len(bundle.path.read_bytes()) <= 20_000 + 500
    kept = [r for r in evidence.read(bundle.path) if r.kind == "event"]
    times = sorted(r.at for r in kept if r.at)
    assert times[-1] == NOON + timedelta(hours=39)
    (dropped,) = [r for r in evidence.read(bundle.path) if r.id == "gap:bundle/dropped"]
    assert dropped.at is not None
    assert dropped.at <= times[0]
    assert f"{dropped.at:%Y-%m-%d %H:%M}" in dropped.summary
    assert any(r.kind == "capture" for r in bundle.records.values())
    assert "gap:kubernetes/prod/pods" in bundle.records


def test_two_captures_into_one_bundle_lose_nothing(bundle: Bundle) -> None:
    one, other = Bundle(bundle.path), Bundle(bundle.path)
    take(one, [event("a")])
    take(other, [event("b")])
    take(one, [event("c")])
    assert {r.id for r in evidence.read(bundle.path) if r.kind == "event"} == {"k8s:a", "k8s:b", "k8s:c"}


@pytest.mark.parametrize("content", ["{}", "not json", '{"id": 1}'])
def test_what_is_no_bundle_is_refused_with_its_line_and_left_alone(bundle: Bundle, content: str) -> None:
    good = evidence.to_line(event("a"))
    bundle.path.write_text(f"{good}\n{content}\n")
    with pytest.raises(InputError) as error:
        take(bundle, [event("b")])
    assert error.value.line == 2
    assert bundle.path.read_text() == f"{good}\n{content}\n"


def test_a_folder_that_was_made_for_nothing_goes_again(tmp_path: Path) -> None:
    def fails() -> None:
        with Bundle(tmp_path / "new" / "b.jsonl").locked():
            raise InputError("b.jsonl", "cannot be written")

    with pytest.raises(InputError):
        fails()
    assert list(tmp_path.iterdir()) == []
    with Bundle(tmp_path / "new" / "b.jsonl").locked():
        (tmp_path / "new" / "b.jsonl").write_text("")
    assert (tmp_path / "new" / "b.jsonl").is_file()


RECORDS = st.lists(
    st.builds(
        event,
        st.sampled_from("abcdef"),
        st.integers(0, 300),
        count=st.integers(1, 50),
        body=st.sampled_from(["x", "x; its log ended: `y`"]),
    ),
    max_size=6,
    unique_by=lambda record: record.id,
)


@settings(deadline=None, max_examples=50)  # each example writes files
@given(st.lists(RECORDS, max_size=6))
def test_captures_in_any_order_keep_every_id_and_settle(
    tmp_path_factory: pytest.TempPathFactory, runs: list[list[Evidence]]
) -> None:
    bundle = Bundle(tmp_path_factory.mktemp("b") / "b.jsonl")
    for run in runs:
        take(bundle, run)
        take(bundle, run)
        assert not take(bundle, run)
    assert {r.id for r in bundle.records.values() if r.kind == "event"} == {r.id for run in runs for r in run}
