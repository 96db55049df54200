"""What the feed has done since it started, for /metrics. Numbers only: no names, no places."""

from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    connections: int = 0
    """Open now; all others only grow."""
    channels: int = 0
    """Open now."""
    opened: int = 0
    frames: int = 0
    bytes: int = 0
    snapshots: int = 0
    resumed: int = 0
    skipped: int = 0
    """Frames not written because a socket lagged."""
    too_slow: int = 0
    """Sockets closed because they lagged for too long."""
    ended: int = 0
    """Sockets closed because their rights were cut."""
    reads: int = 0
    failures: int = 0
    """Turns of a task that failed and were tried again."""
