"""Which members each member of a room sees: by default all others, as far as there are slots."""

from collections.abc import Collection, Sequence

Slots = tuple[str | None, ...]
"""What a viewer sees: in each slot a member, or none."""


def seated(slots: Sequence[str | None], wanted: Collection[str]) -> Slots:
    """Return the slots after a change: members still wanted stay there, the others fill what is free in order."""
    kept = [member if member in wanted else None for member in slots]
    waiting = iter([member for member in wanted if member not in kept])
    return tuple(next(waiting, None) if member is None else member for member in kept)


class Seating:
    """The members of one room in the order in which they came, and the slots of each."""

    def __init__(self, *, slots: int) -> None:
        self._slots = slots
        self._seen: dict[str, Slots] = {}
        self._apart: set[tuple[str, str]] = set()

    def enter(self, member: str) -> None:
        """Seat a member; one who is seated already stays where they are."""
        self._seen.setdefault(member, (None,) * self._slots)
        self._seat()

    def leave(self, member: str) -> None:
        """Forget a member, and from which others they were kept apart."""
        self._seen.pop(member, None)
        self._apart = {pair for pair in self._apart if member not in pair}
        self._seat()

    def attach(self, viewer: str, other: str) -> None:
        self._apart.discard((viewer, other))
        self._seat()

    def detach(self, viewer: str, other: str) -> None:
        """Let a viewer not see another, whether or not both are there yet."""
        self._apart.add((viewer, other))
        self._seat()

    def members(self) -> list[str]:
        return list(self._seen)

    def seen_by(self, viewer: str) -> Slots:
        return self._seen[viewer]

    def _seat(self) -> None:
        for viewer, slots in self._seen.items():
            others = [other for other in self._seen if other != viewer and (viewer, other) not in self._apart]
            self._seen[viewer] = seated(slots, others)
