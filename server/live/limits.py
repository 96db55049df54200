"""How often, how long and how much: every limit of the feed, in one place. Seconds, bytes or pieces."""

import asyncio
from dataclasses import dataclass


def seconds() -> float:
    """Return seconds on the loop's own clock, by which it also waits: for durations only."""
    return asyncio.get_running_loop().time()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    between_frames: float = 0.25
    """A channel is read, and its difference told, at most this often."""
    tick: float = 10
    """The day's clock is told at least this often; a client takes three silent turns for a dead line."""
    reread: float = 10
    """A channel that was not woken is read again after this long."""
    poll: float = 1
    """How often the versions are asked for, to see what other processes committed."""
    recheck: float = 1
    """How often the rights of all connections are judged again, to see what other processes changed."""
    presence: float = 3
    """How often it is written down which sites were heard."""
    missed: float = 10
    """A site heard again after this long is told of on the boards at once."""
    hello: float = 5
    """A socket says who it is within this time, or is closed."""
    heartbeat: float = 20
    """A socket not heard for this long is pinged; not heard for as long again, it is ended."""
    lagging: float = 30
    """A socket that does not drain for this long is closed."""
    goodbye: float = 5
    """A closing handshake may take this long."""
    linger: float = 5
    """A channel is kept for this long after its last watcher, for those who come right back."""
    retry: float = 0.4
    """How long to wait after a failure before trying again."""
    read: float = 10
    """A read of a view may take this long."""
    drained: float = 0.25
    """How often laggards are looked at."""
    sweep: float = 1
    """How often silent and overdue sockets and empty channels are looked at."""

    readers: int = 4
    """Views read at the same time, so that the feed never takes all connections to the database."""
    slice: int = 500
    """Watchers written to before others have their turn."""
    greetings: int = 50
    """Snapshots written before others have their turn."""
    unsent: int = 64 * 1024
    """Bytes a socket may have unsent and still be written to."""
    send_buffer: int = 64 * 1024
    """SO_SNDBUF: what the kernel holds for a socket that does not read (Linux doubles it)."""
    ring_versions: int = 200
    """A client that comes back at most this many versions behind gets what it missed, else a snapshot."""
    ring_bytes: int = 128 * 1024
    """What a channel keeps of its last frames."""
    message: int = 4 * 1024
    """Greatest message of a client, but for one."""
    answer: int = 32 * 1024
    """Greatest media answer: a browser describes each of its lines."""
    messages: int = 20
    """Messages, pings included, that a client may send in a second."""
    sockets_each: int = 32
    """Open sockets of one account or device."""
    silent_each: int = 200
    """Open sockets of one address that have not said who they are."""
    sockets: int = 20_000
    """Open sockets in all."""
