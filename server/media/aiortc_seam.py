"""ICE, DTLS and SRTP by aiortc: the only file that imports it, and the only one that names what it does not promise.

aiortc sends and receives media of its own making; there is no public way to pass on what others made. So packets are
taken off its sockets' hands: they come by our ports, STUN and DTLS go to aiortc, and RTP goes to libsrtp directly, on
our own buffers. tests/media/test_aiortc_seam.py fails on the day one of the private names moves.
"""

import asyncio
import secrets
import struct
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

import pylibsrtp
from aioice import Candidate
from aioice.candidate import candidate_foundation, candidate_priority
from aioice.ice import CandidatePair, Connection, StunProtocol
from aioice.stun import Class, Message
from aiortc import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    RTCIceGatherer,
    RTCIceParameters,
    RTCIceTransport,
)
from pylibsrtp import ffi, lib  # type: ignore[attr-defined]  # the binding below its classes

from server.media.datagrams import Arena, UdpPort, key_of
from server.media.describing import Answer, Credentials

PINNED: Final = {"aiortc": "1.16.0", "aioice": "0.13.0", "pylibsrtp": "1.0.0"}
"""What the private names below were read in."""
PROTECT: Final = lib.srtp_protect
UNPROTECT: Final = lib.srtp_unprotect
"""libsrtp's own, for the loop: (session, pointer to the packet, cell with its length) → 0, or why not."""
_MOST_WAITING: Final = 64
_MALFORMED: Final = (ValueError, LookupError, AssertionError, TypeError, struct.error)
"""What aioice raises at a STUN message that is not made as it should be."""


def length_cell() -> Any:
    return ffi.new("int *")


def pointers(arena: Arena, count: int) -> list[Any]:
    """Return where each packet of an arena lies, as libsrtp wants to be told."""
    return [ffi.cast("void *", arena.at(place)) for place in range(count)]


class Identity:
    """The certificate of this process: one for all its lines, for making one is most of what a join costs."""

    def __init__(self) -> None:
        self.certificate = RTCCertificate.generateCertificate()

    def fingerprint(self) -> str:
        return next(found.value for found in self.certificate.getFingerprints() if found.algorithm == "sha-256")


class _Out(asyncio.DatagramTransport):
    """What aioice takes for its socket."""

    def __init__(self, udp_port: UdpPort) -> None:
        super().__init__()
        self._door = udp_port
        self.protocol: StunProtocol | None = None

    def sendto(self, data: Any, addr: Any = None) -> None:
        self._door.outbox.send(data, key_of(*addr))

    def close(self) -> None:
        if self.protocol is not None:
            self.protocol.connection_lost(None)


class Listener(StunProtocol):
    """One line at one port. ``admitted`` hears every address whose request was answered, so it knew the password."""

    def __init__(self, connection: Connection, udp_port: UdpPort, admitted: Callable[[int], None]) -> None:
        super().__init__(connection)
        self.udp_port = udp_port
        self._admitted = admitted
        out = _Out(udp_port)
        out.protocol = self
        self.connection_made(out)
        host, port = udp_port.address
        self.local_candidate = Candidate(
            foundation=candidate_foundation("host", "udp", host),
            component=1,
            transport="udp",
            priority=candidate_priority(1, "host"),
            host=host,
            port=port,
            type="host",
        )

    def send_stun(self, message: Message, addr: tuple[str, int]) -> None:
        super().send_stun(message, addr)
        if message.message_class == Class.RESPONSE:
            self._admitted(key_of(*addr))


class Transport:
    """The connection to one browser: it connects, we answer (ICE controlled, DTLS by its choice)."""

    def __init__(
        self,
        identity: Identity,
        udp_ports: Sequence[UdpPort],
        *,
        admitted: Callable[[int], None],
        moved: Callable[[], None],
    ) -> None:
        self.credentials = Credentials(secrets.token_hex(8), secrets.token_hex(16), identity.fingerprint())
        gatherer = RTCIceGatherer(
            iceServers=[], local_username=self.credentials.ufrag, local_password=self.credentials.password
        )
        self._ice = RTCIceTransport(gatherer)
        self._dtls = RTCDtlsTransport(self._ice, [identity.certificate])
        self._connection: Connection = self._ice._connection
        self._moved = moved
        self._listeners = {udp_port: Listener(self._connection, udp_port, admitted) for udp_port in udp_ports}
        # instead of gathering: the ports are bound already, and there is no server to ask how they are seen
        self._connection._protocols += self._listeners.values()
        self._connection._local_candidates = [one.local_candidate for one in self._listeners.values()]
        self._connection._local_candidates_start = self._connection._local_candidates_end = True
        self._check_complete = self._connection.check_complete
        self._connection.check_complete = self._checked  # type: ignore[method-assign]  # it has no event for a new pair

    def hear_stun(self, udp_port: UdpPort, data: bytes, sender: tuple[str, int]) -> None:
        """Take a STUN message from anywhere; what is malformed is dropped."""
        try:
            self._listeners[udp_port].datagram_received(data, sender)
        except _MALFORMED:
            return

    def hear_dtls(self, data: bytes) -> None:
        if self._connection._queue.qsize() < _MOST_WAITING:
            self._connection.data_received(data, 1)

    async def connect(self, answer: Answer, *, ended: Callable[[], None]) -> bool:
        """Wait until the browser has connected and shaken hands; return whether it did.

        ``ended`` is called when the browser says goodbye.
        """
        await self._ice.start(RTCIceParameters(usernameFragment=answer.ufrag, password=answer.password))
        if self._ice.state != "completed":
            return False
        self._dtls._set_role(answer.role)
        fingerprints = [RTCDtlsFingerprint(algorithm, value) for algorithm, value in answer.fingerprints]
        await self._dtls.start(RTCDtlsParameters(fingerprints))
        if self._dtls.state != "connected":
            return False

        def hear_state() -> None:
            if self._dtls.state == "closed":
                ended()

        self._dtls.on("statechange", hear_state)
        return True

    def way(self) -> tuple[UdpPort, int] | None:
        """Return by which port and to which address the browser is reached now."""
        pair = self._connection._nominated.get(1)
        return None if pair is None else (cast("Listener", pair.protocol).udp_port, key_of(*pair.remote_addr))

    def sessions(self) -> tuple[Any, Any]:
        """Return libsrtp's sessions, for what comes in and for what goes out."""
        return self._dtls._rx_srtp._srtp[0], self._dtls._tx_srtp._srtp[0]

    def open_control(self, data: bytes) -> bytes | None:
        """Decrypt RTCP; None if it is not the browser's."""
        try:
            return self._dtls._rx_srtp.unprotect_rtcp(data)
        except (pylibsrtp.Error, ValueError):
            return None

    def seal_control(self, data: bytes) -> bytes | None:
        """Encrypt RTCP; None if libsrtp will not, as after too many packets by one key."""
        try:
            return self._dtls._tx_srtp.protect_rtcp(data)
        except (pylibsrtp.Error, ValueError):
            return None

    async def close(self) -> None:
        """Say goodbye and let go of everything."""
        self._dtls.remove_all_listeners()
        await self._dtls.stop()
        await self._ice.stop()

    def _checked(self, pair: CandidatePair) -> None:
        self._check_complete(pair)
        self._moved()
