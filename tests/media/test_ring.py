from hypothesis import given
from hypothesis import strategies as st

from server.media.ring import LENGTH, Ring


def packet(sequence: int) -> bytes:
    return b"\x80\x60" + (sequence & 0xFFFF).to_bytes(2, "big") + bytes(20)


@given(st.integers(0, 0xFFFF), st.integers(1, 2 * LENGTH))
def test_the_last_packets_are_there_and_none_other(first: int, count: int) -> None:
    ring = Ring()
    for number in range(first, first + count):
        ring.put(number & 0xFFFF, packet(number))
    kept = range(max(first, first + count - LENGTH), first + count)
    assert [ring.get(number & 0xFFFF) for number in kept] == [packet(number) for number in kept]
    assert ring.get((first - 1) & 0xFFFF) is None
    assert ring.get((kept.start - 1) & 0xFFFF) is None
    assert ring.among(first, (first + count - 1) & 0xFFFF) == [packet(number) for number in kept]


def test_an_older_number_of_the_same_place_is_not_taken_for_the_new_one() -> None:
    ring = Ring()
    ring.put(5, packet(5))
    assert ring.get(5 + LENGTH) is None


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(min_size=4, max_size=8)), max_size=50))
def test_a_ring_never_grows(puts: list[tuple[int, bytes]]) -> None:
    ring = Ring()
    for number, data in puts:
        ring.put(number, data)
    assert len(ring.places) == LENGTH
