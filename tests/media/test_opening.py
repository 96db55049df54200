import socket
import subprocess
import sys

import pytest

from server import keys
from server.clock import Clock
from server.errors import Stopped, Unavailable
from server.media import rooms
from server.media.datagrams import announced
from server.media.opening import open_plane
from tests.support.patience import HANG
from tests.support.servers import reserve_port
from tests.support.service import Start

LOADED = "import sys, server.app, server.cli; print('aiortc' in sys.modules, 'av' in sys.modules)"


async def test_a_service_opens_a_plane_and_closes_it(start: Start) -> None:
    client = await start()
    plane = client.app[keys.PLANE]
    plane.open_room("r", slots=1)
    offer = await plane.join("r", "leader", on_state=print)
    assert offer.sdp.startswith("v=0")


async def test_a_service_without_media_workers_has_none(start: Start) -> None:
    assert keys.PLANE not in (await start(media_workers=0)).app


def test_a_command_that_does_not_serve_does_not_load_aiortc() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, timeout=HANG, check=True)
    assert told.stdout == "False False\n"


async def test_a_port_that_is_taken_is_named_when_the_service_starts() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(Stopped, match=f"UDP port {port}"):
            open_plane(address="127.0.0.1", port=port, clock=Clock())


async def test_all_lines_come_to_the_configured_port_at_the_configured_address() -> None:
    port = reserve_port()
    plane = open_plane(address="127.0.0.1", port=port, clock=Clock())
    plane.open_room("r", slots=1)
    for member in ("leader", "petitioner"):
        offer = await plane.join("r", member, on_state=print)
        found = {
            line.split()[4:6] == ["127.0.0.1", str(port)] for line in offer.sdp.splitlines() if "candidate:" in line
        }
        assert found == {True}
    await plane.aclose()


async def test_without_settings_this_machine_is_named_as_others_and_it_see_it() -> None:
    assert announced(None)[-1] == "127.0.0.1"
    assert announced("192.0.2.9") == ["192.0.2.9"]


async def test_an_address_that_is_not_this_machines_own_is_told_and_all_of_them_are_listened_to() -> None:
    plane = open_plane(address="198.51.100.7", port=0, clock=Clock())
    plane.open_room("r", slots=1)
    assert " 198.51.100.7 " in (await plane.join("r", "leader", on_state=print)).sdp
    await plane.aclose()


async def test_a_full_plane_says_so_and_lets_its_members_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "MOST_LEGS", 1)
    plane = open_plane(address="127.0.0.1", port=0, clock=Clock())
    plane.open_room("r", slots=1)
    await plane.join("r", "leader", on_state=print)
    with pytest.raises(Unavailable, match="media_full"):
        await plane.join("r", "petitioner", on_state=print)
    await plane.join("r", "leader", on_state=print)
    assert plane.stats("r").keys() == {"leader"}
    await plane.aclose()
