"""What is said of sites and devices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SiteSaved:
    """A site was made, or what is told of it was changed."""

    site: str
    place: int


@dataclass(frozen=True, slots=True)
class DeviceEnrolled:
    device: UUID
    site: str
    place: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DeviceRevoked:
    """A device lost its trust: whatever it has open is cut."""

    device: UUID
    site: str
    place: int
    at: datetime
