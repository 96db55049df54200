"""What is said about people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RightsChanged:
    """Rights were taken away or moved: every open desk of this account, session or device must ask again who it is."""

    account_id: UUID | None = None
    session_id: UUID | None = None
    device_id: UUID | None = None

    def names(self) -> list[str]:
        """By which names an open desk of theirs is found."""
        named = (("account", self.account_id), ("session", self.session_id), ("device", self.device_id))
        return [f"{kind}:{ident}" for kind, ident in named if ident is not None]


@dataclass(frozen=True, slots=True)
class AccountsSeen:
    """Accounts used the service just now; said about once a minute of each that does."""

    accounts: frozenset[UUID]
    at: datetime


def names_changed(told: Sequence[object]) -> list[str]:
    """By which names all the open desks are found whose rights changed, by what was told in one transaction."""
    return [name for message in told if isinstance(message, RightsChanged) for name in message.names()]
