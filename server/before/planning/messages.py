"""What has become of timetables."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TimetablePublished:
    """A timetable was published; ``leaders`` are those whose receptions changed."""

    day: str
    leaders: tuple[str, ...]
    by: str
    at: datetime
