"""What the seam takes for granted of aiortc, aioice and pylibsrtp, though they do not promise it."""

import ast
import asyncio
from importlib.metadata import version
from pathlib import Path

import pylibsrtp
import pytest
from aioice import Connection
from aioice.ice import StunProtocol
from aiortc import RTCCertificate, RTCDtlsTransport, RTCIceGatherer, RTCIceTransport

from server.media import aiortc_seam

PRIVATE_OF_ICE = {"_protocols", "_local_candidates", "_local_candidates_start", "_local_candidates_end"}
PRIVATE = {
    "connection": PRIVATE_OF_ICE | {"_nominated", "_queue"},
    "ice": {"_connection"},
    "dtls": {"_set_role", "_rx_srtp", "_tx_srtp"},
    "session": {"_srtp"},
}


@pytest.mark.parametrize(("name", "pinned"), aiortc_seam.PINNED.items())
def test_the_versions_are_those_whose_insides_were_read(name: str, pinned: str) -> None:
    assert version(name) == pinned


async def test_every_private_name_is_still_there() -> None:
    ice = RTCIceTransport(RTCIceGatherer(iceServers=[]))
    dtls = RTCDtlsTransport(ice, [RTCCertificate.generateCertificate()])
    there = {"connection": ice._connection, "ice": ice, "dtls": dtls, "session": pylibsrtp.Session()}
    assert {kind: {name for name in names if not hasattr(there[kind], name)} for kind, names in PRIVATE.items()} == {
        kind: set() for kind in PRIVATE
    }
    assert isinstance(ice._connection, Connection)
    assert callable(ice._connection.check_complete)
    assert isinstance(ice._connection._queue, asyncio.Queue)
    assert (ice._connection._protocols, ice._connection._local_candidates, ice._connection._nominated) == ([], [], {})
    assert callable(StunProtocol.send_stun)


def test_the_seam_uses_no_other_private_names() -> None:
    tree = ast.parse(Path(aiortc_seam.__file__).read_text())
    of_others = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
        if not (isinstance(node.value, ast.Name) and node.value.id == "self")
    }
    assert of_others == set().union(*PRIVATE.values())


async def test_nothing_is_asked_of_the_network_outside() -> None:
    line = aiortc_seam.Line(aiortc_seam.Identity(), [], admitted=print, moved=print)
    assert (line._connection.stun_server, line._connection.turn_server) == (None, None)
    await line.close()


def test_libsrtp_works_in_place_and_tells_the_length() -> None:
    policy = pylibsrtp.Policy(key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
    session = pylibsrtp.Session(policy)
    packet = b"\x80\x60" + bytes(10) + b"sound"
    lying = bytearray(packet + bytes(64))
    pointer = pylibsrtp.ffi.from_buffer("char[]", lying)  # type: ignore[attr-defined]
    cell = aiortc_seam.length_cell()
    cell[0] = len(packet)
    assert aiortc_seam.PROTECT(session._srtp[0], pointer, cell) == 0
    assert bytes(lying[: cell[0]]) == pylibsrtp.Session(policy).protect(packet)
