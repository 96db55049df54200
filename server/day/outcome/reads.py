"""The effective outcomes of matters, as their entries leave them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from server.day.outcome.rules import lacks
from server.day.record.reads import effective
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


async def find_outcomes(tx: Tx, keys: Collection[MatterKey]) -> dict[MatterKey, Outcome]:
    """The outcomes that hold now, in one statement; a matter without one is left out."""
    found: dict[MatterKey, Outcome] = {}
    for key, state in (await effective(tx, keys)).items():
        if state.disposition is not None and state.outcome_fields is not None:
            fields = state.outcome_fields
            found[key] = Outcome(state.disposition, fields["outcome"], fields, lacks(fields))
    return found
