"""The effective outcome of a matter, as its entries leave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.day.outcome.rules import lacks
from server.day.record.reads import state_of
from server.db import Tx
from server.journal.model import MatterKey


@dataclass(frozen=True, slots=True)
class Outcome:
    """``entry`` recorded it; ``code`` is of schedules/reference/outcomes.csv; ``lacks`` names the missing fields.

    ``fields`` is its counted part with all amendments: amounts in fen, a unit in free words hidden.
    """

    entry: str
    code: str
    fields: Mapping[str, Any]
    lacks: tuple[str, ...]


async def find_outcome(tx: Tx, key: MatterKey) -> Outcome | None:
    """The outcome that holds now; None where none does."""
    state = await state_of(tx, key)
    if state is None or state.disposition is None or state.outcome_fields is None:
        return None
    fields = state.outcome_fields
    return Outcome(state.disposition, fields["outcome"], fields, lacks(fields))
