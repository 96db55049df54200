"""What has happened to sites."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SiteEnded:
    """A site is none any more; whatever still plans with it refuses."""

    site: str
    place: int
    at: datetime
