import socket
from collections.abc import Iterator
from typing import Any

import pylibsrtp
import pytest

from server.clock import Clock
from server.media.datagrams import BATCH, SIZE, Arena, UdpPort, kernel_calls, key_of
from server.media.forwarding import Forwarding
from server.media.tracks import Way
from tests.support.patience import HANG

HERE = "127.0.0.1"
KEY = bytes(30)
PACKET = b"\x80\x60" + bytes(10) + b"picture"


@pytest.fixture
def end() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind((HERE, 0))
        opened.settimeout(HANG)
        yield opened


@pytest.fixture
def forwarding() -> Iterator[Forwarding]:
    inbox = Arena(BATCH)
    udp_port = UdpPort(HERE, 0, inbox=inbox, calls=kernel_calls())
    yield Forwarding([udp_port], inbox, Clock())
    udp_port.close()


def session(kind: int) -> Any:
    return pylibsrtp.Session(pylibsrtp.Policy(key=KEY, ssrc_type=kind))


@pytest.mark.parametrize("waiting", [0, 3, 100])
def test_a_packet_sent_again_takes_along_what_waits_and_loses_none(
    forwarding: Forwarding, end: socket.socket, waiting: int
) -> None:
    udp_port = forwarding.udp_ports[0]
    sealing, way = session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND), Way(lambda _: None)
    way.outbound = sealing._srtp[0]
    forwarding.lead(way, udp_port, key_of(*end.getsockname()))
    for place in range(waiting):
        udp_port.outbox.arena.data[place * SIZE] = place
        udp_port.outbox.arena.sizes[2 * place + 1], udp_port.outbox.arena.keys[2 * place] = 1, way.key
    udp_port.outbox.waiting = waiting
    forwarding.send(way, PACKET)
    assert [end.recv(SIZE) for _ in range(waiting)] == [bytes([place]) for place in range(waiting)]
    assert session(pylibsrtp.Policy.SSRC_ANY_INBOUND).unprotect(end.recv(SIZE)) == PACKET
    assert udp_port.outbox.waiting == 0
