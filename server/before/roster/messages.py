"""What has become of duties."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A substitute took a duty over, or gave it back; both are told."""

    duty: UUID
    day: str
    stands_in: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class RosterChanged:
    """Duties of a day were set, changed or removed; ``by`` is a principal."""

    day: str
    by: str
    at: datetime
