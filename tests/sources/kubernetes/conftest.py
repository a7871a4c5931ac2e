"""The staged incident, on the real API and on what was recorded from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from needs import SHARED_REASON, need_command
from peers import kubernetes as peers


@pytest.fixture(scope="session")
def _real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[peers.RealApi]:
    if not peers.ENVTEST.exists():
        pytest.skip(f"{SHARED_REASON}/envtest: the same tests run on recorded answers")
    need_command("etcd", "etcd-server")
    with peers.real_api(tmp_path_factory.mktemp("kubernetes")) as api:
        peers.stage(api)
        yield api


@contextmanager
def recorded(folder: Path) -> Iterator[peers.LocalApi]:
    with peers.local_api(folder, peers.recorded_lists()) as api:
        yield api


@pytest.fixture(params=["real", "recorded"])
def peer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[peers.Peer]:
    """The staged incident: once on the real API of ../shared/envtest, once on recorded answers."""
    if request.param == "real":
        yield request.getfixturevalue("_real")
    else:
        with recorded(tmp_path) as api:
            yield api


@pytest.fixture
def local(tmp_path: Path) -> Iterator[peers.LocalApi]:
    """The recorded answers from a server that a test can make misbehave."""
    with recorded(tmp_path) as api:
        yield api
