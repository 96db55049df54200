"""What is said of cases."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CaseChanged:
    """A person did something in a case; ``today`` is the date where the days are held."""

    case: UUID
    at: datetime
    today: dt.date


@dataclass(frozen=True, slots=True)
class CasesFollowed:
    """Cases of one day and place were opened, or brought in line with their outcomes."""

    day: str
    place: int
    cases: Sequence[UUID]
    at: datetime
