"""What an officer says with a decision, and its seal: bound to the booking, by the key of the place that decided."""

from dataclasses import asdict, dataclass

from server.before.booking.contents import Seals
from server.before.triage.model import TriageDecision
from server.db import Tx
from server.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Said:
    """Why; and of a written route, where to go and within which time."""

    reason: str
    where: str | None = None
    limit: str | None = None


async def seal(tx: Tx, sealer: Sealer, decision: TriageDecision, said: Said) -> bytes:
    seals = Seals(sealer, decision.booking_id, decision.place)
    await seals.prepare(tx, decision.month)
    return seals.seal(f"triage/{decision.n}", asdict(said))


async def said_in(tx: Tx, sealer: Sealer, decision: TriageDecision) -> Said | None:
    """What was said; None where it was erased by law."""
    seals = Seals(sealer, decision.booking_id, decision.place)
    plain = await seals.unseal(tx, f"triage/{decision.n}", decision.words_sealed)
    return None if plain is None else Said(**plain)
