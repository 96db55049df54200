"""The last packets of one video, so that what was lost on the way to a viewer can be sent again (RFC 4585, 6.2.1)."""

from typing import Final

LENGTH: Final = 512
"""Packets kept: four to five seconds of a camera at 1 Mbit/s. A power of two."""
_MASK: Final = LENGTH - 1


class Ring:
    """Packets by their sequence number; each takes the place of the one LENGTH before it.

    ``places`` belongs to the forwarding loop, which puts packets there itself: a call each would cost.
    """

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: list[bytes | None] = [None] * LENGTH

    def put(self, sequence: int, packet: bytes) -> None:
        self.places[sequence & _MASK] = packet

    def get(self, sequence: int) -> bytes | None:
        """Return the packet of this number, if it is still here."""
        packet = self.places[sequence & _MASK]
        if packet is None or packet[2] << 8 | packet[3] != sequence:
            return None
        return packet

    def among(self, first: int, last: int) -> list[bytes]:
        """Return the packets numbered ``first`` to ``last``, both included, that are still here."""
        numbers = range(first, first + ((last - first) & 0xFFFF) + 1)
        return [packet for number in numbers[-LENGTH:] if (packet := self.get(number & 0xFFFF)) is not None]
