"""The last frames of a channel, so that who comes right back is told what they missed and no more."""

from collections import deque
from dataclasses import dataclass

from server.live.frames import Frame


@dataclass(frozen=True, slots=True)
class Step:
    """A frame of changes between two versions, which are equal where no entry made the change."""

    before: int
    after: int
    frame: Frame


class Ring:
    """At most so many versions and bytes."""

    def __init__(self, *, versions: int, size: int) -> None:
        self._most_versions, self._most_bytes = versions, size
        self._steps: deque[Step] = deque()
        self._bytes = 0
        self._forgotten = -1

    def add(self, step: Step) -> None:
        self._steps.append(step)
        self._bytes += len(step.frame.plain)
        while self._steps and (
            self._bytes > self._most_bytes or step.after - self._steps[0].before > self._most_versions
        ):
            oldest = self._steps.popleft()
            self._bytes -= len(oldest.frame.plain)
            self._forgotten = oldest.before

    def clear(self) -> None:
        self._steps.clear()
        self._bytes, self._forgotten = 0, -1

    def since(self, version: int, *, now: int) -> list[Frame] | None:
        """Return the frames for a client that holds this version, ``now`` being the latest; None if a snapshot is due.

        A version may stand for several boards, as changes that no entry made keep it. The client may hold any of them,
        so it gets every frame from the first of them on; what it has already does no harm.
        """
        if version <= self._forgotten:
            return None
        for index, step in enumerate(self._steps):
            if step.before == version:
                return [step.frame for step in list(self._steps)[index:]]
        return [] if version == now else None
