"""`incident capture --watch`: capture until somebody says stop, whatever the sources do meanwhile."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from incidentkit.cli import console
from incidentkit.cli.capture import at
from incidentkit.cli.capturing import Capture
from incidentkit.errors import Exit, IncidentkitError, RemoteError

# Seconds. A remote that is down is asked again after twice as long each time, at most this.
_LONGEST_WAIT = 300


def run(capture: Capture, every: int) -> Exit:
    """Capture every so many seconds until SIGTERM or Ctrl-C; gives 0 then: that is how it ends.

    A remote that is down is asked again, for as long as it takes. Raises what can only be mended by a person: settings,
    rights, a bundle that cannot be written.
    """
    stop = threading.Event()
    failures = 0
    with _until_told(stop):
        try:
            while not stop.is_set():
                failures = 0 if _once(capture) else failures + 1
                stop.wait(min(_LONGEST_WAIT, every * 2 ** min(failures, 10)) if failures else every)
        except KeyboardInterrupt:
            pass  # told while it waited for a source; what the others knew is not lost: it is taken below
        finally:
            stop.set()
        _last(capture)
    capture.close()
    console.say(f"{at()}: stopped; the bundle is whole.")
    return Exit.OK


def _once(capture: Capture) -> bool:
    """Whether some source answered."""
    try:
        collected, taken = capture.take()
    except RemoteError as e:
        console.warn(f"{at()}: {e.message}")
        return False
    if taken:
        dropped = f", {taken.dropped} old ones dropped" if taken.dropped else ""
        console.say(f"{at()}: {taken.new} new records, {taken.changed} changed{dropped}")
        for gap in collected.gaps:
            console.warn(f"{gap.source}: {gap.summary}")
    return True


def _last(capture: Capture) -> None:
    """Take what sources that keep up saw since the last time."""
    try:
        capture.take_followed()
    except IncidentkitError as e:
        console.warn(f"{at()}: {e.message}")


@contextmanager
def _until_told(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and Ctrl-C set `stop`; the first of them also interrupts a source that is waited for."""

    def told(_signal: int, _frame: FrameType | None) -> None:
        if not stop.is_set():
            stop.set()
            raise KeyboardInterrupt

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
