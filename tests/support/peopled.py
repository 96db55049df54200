"""The province of world.py after its morning: made once for each worker and kind of database, then copied."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import make_url

from server.app import build
from server.config import Settings
from tests.support.databases import Snapshots
from tests.support.fake_clock import FakeClock
from tests.support.fake_plane import FakePlane
from tests.support.service import Listening
from tests.support.world import HERE, NEXT_DOOR, SECOND, Seat, a_world

CODES = (HERE, SECOND, NEXT_DOOR)


@dataclass(slots=True)
class Provinces:
    """The province on each kind of database, with the keys and the devices that belong to it."""

    snapshots: Snapshots
    folder: Path
    _devices: dict[str, Mapping[str, Seat]] = field(default_factory=dict)

    def into(self, url: str, data: Path) -> Mapping[str, Seat]:
        """Put a copy of the province in place of an empty database, its keys into a folder; its devices."""
        kind = make_url(url).get_backend_name()
        self.snapshots.into(url, "province", partial(self._make, kind))
        shutil.copytree(self.folder / kind, data)
        return self._devices[kind]

    async def _make(self, kind: str, url: str) -> None:
        settings = Settings.model_validate({"data": self.folder / kind, "web": self.folder / "no", "database_url": url})
        client = TestClient(Listening(build(settings, clock=FakeClock(), plane=FakePlane())))
        await client.start_server()
        try:
            self._devices[kind] = (await a_world(client, codes=CODES)).devices
        finally:
            await client.close()


@pytest.fixture(scope="session")
def provinces(snapshots: Snapshots, tmp_path_factory: pytest.TempPathFactory) -> Provinces:
    return Provinces(snapshots, tmp_path_factory.mktemp("provinces"))
