"""What the seam, and the bench that plays its browsers, take for granted of aiortc, aioice and pylibsrtp unpromised."""

import ast
import asyncio
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pylibsrtp
import pytest
from aioice import Connection, ice
from aioice.ice import StunProtocol
from aiortc import (
    RTCCertificate,
    RTCConfiguration,
    RTCDtlsTransport,
    RTCIceGatherer,
    RTCIceTransport,
    RTCPeerConnection,
)

from server.bench import callers
from server.media import aiortc_seam

PRIVATE_OF_ICE = {"_protocols", "_local_candidates", "_local_candidates_start", "_local_candidates_end"}
PRIVATE = {
    "connection": PRIVATE_OF_ICE | {"_nominated", "_queue"},
    "ice": {"_connection"},
    "dtls": {"_set_role", "_rx_srtp", "_tx_srtp"},
    "session": {"_srtp"},
}
PRIVATE_TO_BENCH = {
    "connection": {"_nominated", "_protocols"},
    "ice": {"_connection"},
    "dtls": {"_tx_srtp"},
    "session": {"_srtp"},
    "section": {"_codecs"},
    "sender": {"_ssrc"},
}


@pytest.mark.parametrize(("name", "pinned"), aiortc_seam.PINNED.items())
def test_the_versions_are_those_whose_insides_were_read(name: str, pinned: str) -> None:
    assert version(name) == pinned


async def test_every_private_name_is_still_there() -> None:
    transport = RTCIceTransport(RTCIceGatherer(iceServers=[]))
    dtls = RTCDtlsTransport(transport, [RTCCertificate.generateCertificate()])
    section = RTCPeerConnection(RTCConfiguration(iceServers=[])).addTransceiver("video")
    there: dict[str, Any] = {
        "connection": transport._connection,
        "ice": transport,
        "dtls": dtls,
        "session": pylibsrtp.Session(),
    }
    there |= {"section": section, "sender": section.sender}
    used = [(kind, name) for names in (PRIVATE, PRIVATE_TO_BENCH) for kind in names for name in names[kind]]
    assert [(kind, name) for kind, name in used if not hasattr(there[kind], name)] == []
    connection = transport._connection
    assert isinstance(connection, Connection)
    assert callable(connection.check_complete)
    assert isinstance(connection._queue, asyncio.Queue)
    assert (connection._protocols, connection._local_candidates, connection._nominated) == ([], [], {})
    assert callable(StunProtocol.send_stun)


@pytest.mark.parametrize(
    ("user", "names"), [(aiortc_seam, PRIVATE), (callers, PRIVATE_TO_BENCH)], ids=["the seam", "the bench"]
)
def test_no_other_private_names_are_used(user: ModuleType, names: dict[str, set[str]]) -> None:
    tree = ast.parse(Path(user.__file__ or "").read_text())
    of_others = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
        if not (isinstance(node.value, ast.Name) and node.value.id in {"self", "os"})
    }
    assert of_others == set().union(*names.values())


async def test_a_line_that_is_given_its_protocol_and_addresses_by_the_bench_uses_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ice, "StunProtocol", callers.Counting)
    monkeypatch.setattr(ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"] * (use_ipv4 or use_ipv6))
    connection = ice.Connection(ice_controlling=False, use_ipv6=False)
    await connection.gather_candidates()
    assert [type(one) for one in connection._protocols] == [callers.Counting]
    assert [one.host for one in connection.local_candidates] == ["127.0.0.1"]
    await connection.close()


async def test_nothing_is_asked_of_the_network_outside() -> None:
    line = aiortc_seam.Transport(aiortc_seam.Identity(), [], admitted=print, moved=print)
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
