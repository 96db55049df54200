"""What is said of bulletins."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.place import Range


@dataclass(frozen=True, slots=True)
class BulletinPublished:
    """A bulletin of a level was published; those below it are told."""

    bulletin: UUID
    level: Range
    at: datetime
