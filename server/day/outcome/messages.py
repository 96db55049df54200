"""What is said of outcomes."""

from dataclasses import dataclass
from datetime import datetime

from server.journal.model import MatterKey


@dataclass(frozen=True, slots=True)
class OutcomeRecorded:
    """A matter has an outcome, or its outcome was amended; told after the entry is accepted (server.journal.readers).

    It may be told again of the same outcome. ``outcome`` is its code, ``lacks`` names the fields that are still
    missing, ``real`` is the real time at which the entry was received.
    """

    key: MatterKey
    entry: str
    outcome: str
    lacks: tuple[str, ...]
    real: datetime
