"""UDP by the batch: many packets to a system call where the kernel can (recvmmsg, sendmmsg of Linux), else one by one.

Packets lie in an arena each way, at multiples of SIZE, so that they are decrypted, rewritten and encrypted where they
lie. Addresses are IPv4; in the loop they are one number, the first eight bytes of a ``sockaddr_in``.
"""

import errno
import socket
import struct
import sys
from contextlib import suppress
from typing import Any, Final

import cffi  # type: ignore[import-untyped]  # it ships no types

SIZE: Final = 2048
BATCH: Final = 64
"""Packets taken at once."""
WAITING: Final = 512
"""Packets that may wait to be sent."""
KERNEL_BUFFER: Final = 4 << 20
LENGTH_STEP: Final = 16
"""From one length to the next, in numbers of four bytes (struct mmsghdr)."""
LENGTH_AT: Final = 14
_DONTWAIT: Final = 0x40
_FFI: Final = cffi.FFI()
_FFI.cdef("""
struct iovec { void *base; size_t length; };
struct msghdr {
    void *name; unsigned int name_length; struct iovec *parts; size_t count;
    void *control; size_t control_length; int flags;
};
struct mmsghdr { struct msghdr header; unsigned int length; };
int recvmmsg(int socket, struct mmsghdr *messages, unsigned int count, int flags, void *timeout);
int sendmmsg(int socket, struct mmsghdr *messages, unsigned int count, int flags);
""")
_ADDRESS = struct.Struct("=H2s4s")
_ELSEWHERE: Final = ("198.51.100.1", 9)
"""An address of documentation (RFC 5737): nothing is sent there, the kernel only says from where it would be."""


def key_of(host: str, port: int) -> int:
    """Return an address as the loop knows it."""
    packed = _ADDRESS.pack(socket.AF_INET, port.to_bytes(2, "big"), socket.inet_aton(host))
    return int.from_bytes(packed, sys.byteorder)


def address_of(key: int) -> tuple[str, int]:
    _, port, host = _ADDRESS.unpack(key.to_bytes(8, sys.byteorder))
    return socket.inet_ntoa(host), int.from_bytes(port, "big")


class Arena:
    """Room for so many packets with their lengths and addresses, as the kernel wants them described."""

    def __init__(self, count: int) -> None:
        self.data = bytearray(count * SIZE)
        self.view = memoryview(self.data)
        self._names = _FFI.new("char[]", count * 16)
        self._parts = _FFI.new("struct iovec[]", count)
        self.messages = _FFI.new("struct mmsghdr[]", count)
        self._base = _FFI.from_buffer("char[]", self.data)
        for place in range(count):
            self._parts[place].base, self._parts[place].length = self._base + place * SIZE, SIZE
            header = self.messages[place].header
            header.name, header.name_length = self._names + place * 16, 16
            header.parts, header.count = self._parts + place, 1
        self.keys = memoryview(_FFI.buffer(self._names)).cast("c").cast("Q")
        """The address of packet n at 2n."""
        self.lengths = memoryview(_FFI.buffer(self.messages)).cast("c").cast("I")
        """The length of packet n, as received, at LENGTH_STEP * n + LENGTH_AT."""
        self.sizes = memoryview(_FFI.buffer(self._parts)).cast("c").cast("Q")
        """The length of packet n, as sent, at 2n + 1."""

    def at(self, place: int) -> int:
        """Return where in memory a packet lies."""
        return int(_FFI.cast("uintptr_t", self._base)) + place * SIZE


def kernel_calls() -> Any:
    """Return recvmmsg and sendmmsg, or None where the system has none."""
    found = _FFI.dlopen(None)
    return found if hasattr(found, "recvmmsg") else None


class Outbox:
    """Packets on their way out of one socket. The loop writes them into the arena and counts them itself."""

    def __init__(self, opened: socket.socket, calls: Any) -> None:
        self.arena = Arena(WAITING)
        self.waiting = 0
        self._socket, self._calls, self._descriptor = opened, calls, opened.fileno()
        self.dropped = 0

    def flush(self) -> None:
        """Hand all that waits to the kernel; what it does not take is lost, as on any full line."""
        count, self.waiting = self.waiting, 0
        sent = self._all_at_once(count) if self._calls is not None else self._one_by_one(count)
        self.dropped += count - sent

    def _all_at_once(self, count: int) -> int:
        sent, failed = 0, 0
        while sent + failed < count:
            start = sent + failed
            taken = self._calls.sendmmsg(self._descriptor, self.arena.messages + start, count - start, _DONTWAIT)
            if taken > 0:
                sent += taken
            else:
                failed += 1  # one address may be out of reach while the next is not
        return sent

    def _one_by_one(self, count: int) -> int:
        return sum(
            self.send(self.arena.view[place * SIZE :][: self.arena.sizes[2 * place + 1]], self.arena.keys[2 * place])
            for place in range(count)
        )

    def send(self, packet: bytes | memoryview, key: int) -> bool:
        """Send one packet past those that wait; return whether the kernel took it."""
        try:
            self._socket.sendto(packet, address_of(key))
        except OSError:
            return False
        return True


class UdpPort:
    """One bound UDP socket, and the arena into which its packets come (several ports may share one)."""

    def __init__(self, host: str, port: int, *, inbox: Arena, calls: Any) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            _bind(self.socket, host, port)
        except OSError:
            self.socket.close()
            raise
        self.socket.setblocking(False)  # noqa: FBT003  # the standard library's
        for buffer in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self.socket.setsockopt(socket.SOL_SOCKET, buffer, KERNEL_BUFFER)
        self.address: tuple[str, int] = (host, self.socket.getsockname()[1])
        """What browsers are told."""
        self.outbox = Outbox(self.socket, calls)
        self._inbox, self._calls, self._descriptor = inbox, calls, self.socket.fileno()

    def receive(self) -> int:
        """Take what has come, at most BATCH packets, into the inbox; return how many."""
        if self._calls is None:
            return self._one_by_one()
        found: int = self._calls.recvmmsg(self._descriptor, self._inbox.messages, BATCH, _DONTWAIT, _FFI.NULL)
        return max(0, found)

    def _one_by_one(self) -> int:
        inbox = self._inbox
        for place in range(BATCH):
            try:
                length, sender = self.socket.recvfrom_into(inbox.view[place * SIZE : (place + 1) * SIZE])
            except OSError:
                return place
            inbox.lengths[LENGTH_STEP * place + LENGTH_AT] = length
            inbox.keys[2 * place] = key_of(*sender)
        return BATCH

    def close(self) -> None:
        self.socket.close()


def _bind(opened: socket.socket, host: str, port: int) -> None:
    """Bind to an address, or to all if it is not this machine's own: behind address translation it is another's."""
    try:
        opened.bind((host, port))
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:
            raise
        opened.bind(("0.0.0.0", port))  # noqa: S104  # behind address translation packets come in at any


def announced(address: str | None) -> list[str]:
    """Return where browsers are told to connect: the configured address, or this machine as others and it see it."""
    if address is not None:
        return [address]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking, suppress(OSError):
        asking.connect(_ELSEWHERE)
        return [asking.getsockname()[0], "127.0.0.1"]
    return ["127.0.0.1"]
