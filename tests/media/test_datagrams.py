import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.datagrams import (
    BATCH,
    LENGTH_AT,
    LENGTH_STEP,
    SIZE,
    WAITING,
    Arena,
    UdpPort,
    address_of,
    kernel_calls,
    key_of,
)
from tests.support.patience import HANG

HERE = "127.0.0.1"
WAYS = pytest.mark.parametrize("calls", [kernel_calls(), None], ids=["by the batch", "one by one"])


@given(st.ip_addresses(v=4).map(str), st.integers(0, 65535))
def test_an_address_is_one_number_and_back(host: str, port: int) -> None:
    assert address_of(key_of(host, port)) == (host, port)


@WAYS
def test_what_is_sent_to_a_door_comes_in_with_its_length_and_sender(calls: object) -> None:
    inbox = Arena(BATCH)
    udp_port = UdpPort(HERE, 0, inbox=inbox, calls=calls)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((HERE, 0))
        packets = [bytes([number]) * (number + 1) for number in range(BATCH + 3)]
        for packet in packets:
            sender.sendto(packet, udp_port.address)
        taken: list[bytes] = []
        for expected in (BATCH, 3, 0):
            count = udp_port.receive()
            assert count == expected
            for place in range(count):
                length = inbox.lengths[LENGTH_STEP * place + LENGTH_AT]
                taken.append(bytes(inbox.data[place * SIZE : place * SIZE + length]))
                assert address_of(inbox.keys[2 * place]) == sender.getsockname()
    assert taken == packets
    udp_port.close()


@WAYS
def test_what_waits_goes_out_each_to_its_own_address(calls: object) -> None:
    udp_port = UdpPort(HERE, 0, inbox=Arena(BATCH), calls=calls)
    outbox = udp_port.outbox
    ends = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
    for end in ends:
        end.bind((HERE, 0))
        end.settimeout(HANG)
    for place in range(WAITING):
        packet = place.to_bytes(2, "big") * (1 + place % 5)
        outbox.arena.view[place * SIZE : place * SIZE + len(packet)] = packet
        outbox.arena.sizes[2 * place + 1] = len(packet)
        outbox.arena.keys[2 * place] = key_of(*ends[place % 3].getsockname())
    outbox.waiting = 30
    outbox.flush()
    for place in range(30):
        assert ends[place % 3].recv(100) == place.to_bytes(2, "big") * (1 + place % 5)
    assert (outbox.waiting, outbox.dropped) == (0, 0)
    for end in ends:
        end.close()
    udp_port.close()


@WAYS
def test_an_address_out_of_reach_costs_the_others_nothing(calls: object) -> None:
    udp_port = UdpPort(HERE, 0, inbox=Arena(BATCH), calls=calls)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        end.bind((HERE, 0))
        end.settimeout(HANG)
        for place, address in enumerate([(HERE, 0), end.getsockname(), (HERE, 0)]):
            udp_port.outbox.arena.data[place * SIZE] = place
            udp_port.outbox.arena.sizes[2 * place + 1] = 1
            udp_port.outbox.arena.keys[2 * place] = key_of(*address)
        udp_port.outbox.waiting = 3
        udp_port.outbox.flush()
        assert end.recv(10) == b"\1"
    assert udp_port.outbox.dropped == 2
    udp_port.close()


def test_a_port_that_is_taken_is_refused_and_nothing_stays_open() -> None:
    first = UdpPort(HERE, 0, inbox=Arena(1), calls=None)
    with pytest.raises(OSError, match="in use"):
        UdpPort(*first.address, inbox=Arena(1), calls=None)
    first.close()
