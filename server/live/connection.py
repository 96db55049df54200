"""One open socket: its viewer, what the client says, and what it watches."""

import asyncio
from collections.abc import AsyncIterator

import structlog
from aiohttp import WebSocketError, WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from server.errors import BadRequest
from server.language import Language
from server.live.audience import Watch
from server.live.channel import Channel
from server.live.frame_writer import FrameWriter
from server.live.frames import Frame
from server.live.limits import Limits, seconds
from server.live.messages import Ended, Message, Parse, Refusal, Said, WatchDay
from server.live.sources import Viewer
from server.live.topics import BOARD
from server.unambiguous import check_names

log = structlog.get_logger(__name__)

NOT_SIGNED_IN = 4401
NOT_ALLOWED = 4403
TOO_MANY = 4429
TOLD_OF = frozenset({WSCloseCode.TRY_AGAIN_LATER, WSCloseCode.POLICY_VIOLATION, WSCloseCode.MESSAGE_TOO_BIG, TOO_MANY})
"""Close codes that say that a client asked too much, or at a bad moment: each leaves a line in the log."""


class Socket(web.WebSocketResponse):
    """aiohttp's reading half. Its writing half would wait for slow readers, also to say goodbye: that is the line's."""

    async def close(self, *, code: int = WSCloseCode.OK, message: bytes = b"", drain: bool = True) -> bool:
        del code, message, drain
        return True


class Connection:
    """Owned by the handler of its request, which is its only reader."""

    def __init__(self, line: FrameWriter, limits: Limits, network: str = "") -> None:
        self.line = line
        self.network = network
        self.viewer: Viewer | None = None
        self.language: Language = "zh"
        self.asked: dict[str, WatchDay] = {}
        """What it wants to watch, by topic; while its rights are in doubt it watches none of it."""
        self.opened_at = self.heard_at = seconds()
        self.pinged_at: float | None = None
        self.ended_at: float | None = None
        self.gone = asyncio.Event()
        self.greeted = False
        self.doubts = self.settled = 0
        """How often its rights were doubted, and how many of these doubts a judgement has settled."""
        self._watching: dict[str, tuple[Channel, Watch]] = {}
        self._limits = limits
        self._allowance, self._allowed_at = float(limits.messages), self.opened_at

    # --- what it is told ----------------------------------------------------------------------------------------------

    def say(self, message: Message) -> None:
        """Answer; a client that asks on and on without reading the answers loses the line."""
        if self.line.unsent() > self._limits.unsent:
            self.end(WSCloseCode.TRY_AGAIN_LATER)
        else:
            self.line.send(Frame(message))

    def refused(self, topic: str, code: str) -> None:
        """Nothing to watch there."""
        log.info("access refused", principal=self.viewer and self.viewer.principal, code=code, topic=topic)
        self._watching.pop(topic, None)
        self.asked.pop(topic, None)
        named: Refusal = {"type": "refused", "code": code}
        self.say(named if topic == BOARD else {**named, "topic": topic})

    def too_slow(self) -> None:
        """Coming back brings a fresh snapshot, so nothing is said that would keep the desk away."""
        self.end(WSCloseCode.TRY_AGAIN_LATER)

    def end(self, close_code: int, code: str | None = None) -> None:
        """Say goodbye, once. With a code the desk knows that coming back is of no use."""
        if self.ended_at is not None:
            return
        if close_code in TOLD_OF:
            principal = self.viewer and self.viewer.principal
            log.warning("socket turned away", principal=principal, close=int(close_code))
        self.unwatch()
        self.ended_at = seconds()
        self.line.end(close_code, None if code is None else Frame(Ended(type="ended", code=code)))

    # --- what it watches ----------------------------------------------------------------------------------------------

    def watch(self, channel: Channel, asked: WatchDay) -> None:
        self.unwatch(asked.topic)
        self.asked[asked.topic] = asked
        since = None if asked.epoch is None or asked.version is None else (asked.epoch, asked.version)
        self._watching[asked.topic] = (channel, channel.join(self, since, turns=asked.turns))

    def unwatch(self, topic: str | None = None) -> None:
        """Watch this topic no more, or none at all."""
        for one in [topic] if topic is not None else list(self.asked.keys() | self._watching.keys()):
            self._leave(one)
            self.asked.pop(one, None)

    def mute(self) -> None:
        """Not a byte of what is watched goes out until it is watched again."""
        for topic in list(self._watching):
            self._leave(topic)

    def _leave(self, topic: str) -> None:
        watching = self._watching.pop(topic, None)
        if watching is not None:
            channel, watch = watching
            channel.audience.leave(watch)

    # --- whether it is still in order ---------------------------------------------------------------------------------

    @property
    def is_doubted(self) -> bool:
        return self.doubts != self.settled

    def doubt(self) -> None:
        """Its rights may have changed: silence until they are judged again."""
        self.mute()
        self.doubts += 1

    def check(self, now: float) -> None:
        """Ping a silent socket; end one that does not answer a ping or a goodbye, or does not say hello in time."""
        if self.ended_at is not None:
            if now - self.ended_at > self._limits.goodbye:
                self.line.abort()
            if self.line.is_gone():
                self.gone.set()
        elif not self.greeted and now - self.opened_at > self._limits.hello:
            self.end(NOT_SIGNED_IN, "not_signed_in")
        elif self.pinged_at is not None:
            if now - self.pinged_at > self._limits.heartbeat:
                self.line.abort()
        elif now - self.heard_at > self._limits.heartbeat:
            self.pinged_at = now
            self.line.ping()

    # --- what it says -------------------------------------------------------------------------------------------------

    async def words(self, socket: Socket, parse: Parse) -> AsyncIterator[Said]:
        """Give what the client says until the line ends, and see to pings, nonsense and floods on the way."""
        while True:
            received = await socket.receive()
            self.heard_at, self.pinged_at = seconds(), None
            match received.type:
                case WSMsgType.CLOSE:
                    self.line.answer_end(_close_data(received.data))
                    return
                case WSMsgType.ERROR if isinstance(received.data, WebSocketError):
                    self.end(received.data.code)
                    return
                case WSMsgType.CLOSED | WSMsgType.CLOSING | WSMsgType.ERROR:
                    return
            if self.ended_at is not None:
                continue
            if not self._may_speak():
                self.end(WSCloseCode.POLICY_VIOLATION, "too_many")
                continue
            match received.type:
                case WSMsgType.PING:
                    self.line.pong(received.data)
                case WSMsgType.BINARY:
                    self.end(WSCloseCode.UNSUPPORTED_DATA)
                case WSMsgType.TEXT:
                    word = _parsed(received.data, parse)
                    may_be_long = isinstance(word, Said) and word.may_be_long
                    if len(received.data.encode()) > self._limits.message and not may_be_long:
                        self.end(WSCloseCode.MESSAGE_TOO_BIG)
                    elif isinstance(word, str):
                        self.say(Refusal(type="refused", code=word))
                    else:
                        yield word

    def _may_speak(self) -> bool:
        """Spend one of so many messages a second."""
        passed, self._allowed_at = self.heard_at - self._allowed_at, self.heard_at
        self._allowance = min(self._limits.messages, self._allowance + passed * self._limits.messages) - 1
        return self._allowance >= 0


def _parsed(text: str, parse: Parse) -> Said | str:
    """Read what a client says, or give the code of its refusal."""
    try:
        word = parse(text)
        check_names(text)
    except ValidationError:
        return "not_a_request"
    except BadRequest as refused:
        return refused.code
    return word


def _close_data(code: int | None) -> bytes:
    return b"" if not code else code.to_bytes(2, "big")
