"""A clock that moves only when somebody waits: a test of pace takes no time."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class FakeClock:
    """Seconds since 1970 from `at`; `slept` are the waits."""

    at: float = 1_790_000_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds
