"""What is said of dates."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DatesChanged:
    """The plan of one series was changed, or with ``series`` None the official days of all."""

    series: str | None
    at: datetime
