"""A workspace and a GitHub on loopback, and `incident actions sync` run between them without waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from peers.clock import FakeClock
from peers.github_server import GitHubServer

from incidentkit.actions.apply import Applier, Outcome
from incidentkit.actions.plan import Step
from incidentkit.actions.sync import prepare, situation
from incidentkit.config import Workspace
from incidentkit.github.client import GitHub

HOME = "example/hub"
UPSTREAM = "elsewhere/spawner"
SETTINGS = f'[github]\nrepo = "{HOME}"\n[actions.routes]\n"Cluster" = "example/cluster"\n[actions]\nown = ["example"]\n'


def report(items: str, title: str = "Hub out of memory", date: str = "2026-03-02", front: str = "") -> str:
    return (
        f"---\ntitle: {title}\ndate: {date}\nstatus: final\n{front}---\n\n## Summary\n\nThe hub was restarted.\n\n"
        f"## Timeline\n\n- **14:02** It ended.\n\n## Conclusion\n\nIt was memory.\n\n## Action items\n\n{items}"
    )


def workspace(root: Path, reports: dict[str, str], settings: str = SETTINGS) -> Workspace:
    (root / "incidents").mkdir(parents=True)
    (root / "incidentkit.toml").write_text(settings, encoding="utf-8")
    for name, text in reports.items():
        path = root / "incidents" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return Workspace.find(root, {})


@dataclass
class Ran:
    """One run: the steps planned and what became of those that were carried out."""

    steps: list[Step]
    outcomes: list[Outcome]
    clock: FakeClock
    said: list[str]

    @property
    def failed(self) -> list[Outcome]:
        return [o for o in self.outcomes if o.code]

    @property
    def clean(self) -> bool:
        return not self.failed and not any(s.problem or s.pending for s in self.steps)

    def ops(self) -> list[str]:
        return [s.op for s in self.steps]


def sync(
    where: Workspace, server: GitHubServer, *, apply: bool = True, upstream: bool = True, timeout: int = 10
) -> Ran:
    clock, said = FakeClock(), list[str]()
    now = situation(where, (), server.environ, lambda error: None)
    github = GitHub(now.account, clock=clock, notify=said.append, timeout=timeout)
    plan = prepare(now, github, upstream=upstream)
    outcomes = Applier(github, where, plan.remote).run(plan.steps) if apply else []
    return Ran(list(plan.steps), outcomes, clock, said)


def prepared(where: Workspace, server: GitHubServer) -> Callable[[], list[Outcome]]:
    """A run that has planned and not yet applied."""
    now = situation(where, (), server.environ, lambda error: None)
    github = GitHub(now.account, clock=FakeClock())
    plan = prepare(now, github, upstream=True)
    return lambda: Applier(github, where, plan.remote).run(plan.steps)


def snapshot(where: Workspace) -> dict[str, bytes]:
    return {str(p.relative_to(where.root)): p.read_bytes() for p in sorted(where.incidents.rglob("*")) if p.is_file()}
