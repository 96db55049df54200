"""What is said about people."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RightsChanged:
    """Rights were taken away or moved: every open desk of this account, session or device must ask again who it is."""

    account_id: UUID | None = None
    session_id: UUID | None = None
    device_id: UUID | None = None
