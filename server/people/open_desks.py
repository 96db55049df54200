"""Whose sessions the open desks of this process are: thousands are asked about every second, few ever change."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from server.db import EVERYWHERE, Database
from server.people import audit, rules
from server.people.messages import RightsChanged
from server.people.rules import Person
from server.people.sessions import persons_behind

AT_ONCE = 500  # sessions read in one transaction, so that others get their turn in between


class OpenDesks:
    """What is known of them: read anew each minute, when rights changed as the log says, when a post begins or ends."""

    def __init__(self) -> None:
        self._seq: int | None = None
        self._known: dict[UUID, tuple[Person | None, datetime]] = {}

    async def persons(
        self, database: Database, session_ids: Collection[UUID], now: datetime, *, anew: Collection[UUID] = ()
    ) -> Sequence[Person]:
        """Whose these sessions are at this moment; those that are over are missing. All others are forgotten.

        Those to read ``anew`` are in doubt, whatever is known of them: the log may not say yet why.
        """
        await self._hear(database)
        self._known = {one: self._known[one] for one in session_ids if one in self._known and one not in anew}
        unknown = [one for one in session_ids if one not in self._known or self._known[one][1] <= now]
        for start in range(0, len(unknown), AT_ONCE):
            asked = unknown[start : start + AT_ONCE]
            found = {person.session: person for person in await persons_behind(database, asked, now)}
            self._known |= {one: (person := found.get(str(one)), _until(person, now)) for one in asked}
        return [person for person, _ in self._known.values() if person is not None]

    async def _hear(self, database: Database) -> None:
        """Forget whose rights changed, here or at another server, since this was last asked."""
        async with database.transaction(EVERYWHERE, write=False) as tx:
            self._seq, changes = await audit.rights_changed_since(tx, self._seq)
        for change in changes:
            self._known = {one: known for one, known in self._known.items() if not _concerns(change, one, known[0])}


def _until(person: Person | None, now: datetime) -> datetime:
    """When a person is read anew: after a minute, or once a post of theirs begins or ends."""
    minute = now + rules.SEEN_EVERY
    return minute if person is None or person.changes_at is None else min(minute, person.changes_at)


def _concerns(change: RightsChanged, session_id: UUID, person: Person | None) -> bool:
    return change.session_id == session_id or (person is not None and person.id == str(change.account_id))
