"""Incidents: opened by a failed check, taken by a person, with sealed notes, ended by hand or by a re-check."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import select

from server.before.agenda.model import Day
from server.before.readiness import escalation, reads
from server.before.readiness.escalation import IncidentHappening, IncidentState
from server.before.readiness.model import Incident, IncidentNote
from server.before.readiness.rules import Check
from server.db import Tx
from server.errors import NotFound
from server.people.rules import Person
from server.place import city_of
from server.sealing import Sealer, aad

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Note:
    """Words about an incident; None where they were erased by law."""

    at: int
    by: str
    text: str | None


async def judge(tx: Tx, day: Day, site: str, place: int, check: Check, *, is_failed: bool, by: str, at: int) -> None:
    """Open an incident where a check failed and none is open for it; end the open one where it was passed again."""
    found = await reads.incident_open_for(tx, day.day, place, check)
    if is_failed and found is None:
        tx.add(
            Incident(
                day=day.day, place=place, site=site, check=check, state=IncidentState.OPEN, opened_at=at, version=1
            )
        )
        log.info("incident opened", day=day.day, site=site, check=check)
    elif not is_failed and found is not None:
        end(found, IncidentHappening.RECHECK, by=by, at=at)


def take(incident: Incident, *, by: Person, at: int) -> None:
    """Make a person the owner, in place of the one before."""
    set_incident_state(incident, escalation.after(incident.state, IncidentHappening.TAKE))
    incident.owner, incident.owner_name, incident.taken_at = UUID(by.id), by.name, at


def end(incident: Incident, happening: IncidentHappening, *, by: str, at: int) -> None:
    set_incident_state(incident, escalation.after(incident.state, happening))
    incident.ended_at, incident.ended_by = at, by


async def find_incident(tx: Tx, ident: UUID, *, day: str) -> Incident:
    """An incident of a day, locked; NotFound where there is none in scope."""
    found = await tx.one_or_none(select(Incident).where(Incident.id == ident, Incident.day == day).with_for_update())
    if found is None:
        raise NotFound("not_found")
    return found


async def add_note(tx: Tx, sealer: Sealer, incident: Incident, text: str, *, by: Person, at: int) -> None:
    """Keep free words about an incident, sealed: they may name a person."""
    note = IncidentNote(incident=incident.id, place=incident.place, at=at, by=by.name)
    key = await sealer.key_in(tx, city_of(incident.place), incident.day[:7])
    note.sealed = sealer.seal(text.encode(), aad=_aad(incident, at), key=key)
    tx.add(note)


async def notes_of(tx: Tx, sealer: Sealer, incident: Incident) -> list[Note]:
    """The notes of an incident in their order."""
    rows = await tx.scalars(select(IncidentNote).where(IncidentNote.incident == incident.id).order_by(IncidentNote.id))
    return [Note(row.at, row.by, await _opened(tx, sealer, incident, row)) for row in rows]


async def _opened(tx: Tx, sealer: Sealer, incident: Incident, row: IncidentNote) -> str | None:
    try:
        return (await sealer.unseal(tx, row.sealed, aad=_aad(incident, row.at))).decode()
    except NotFound:
        return None


def _aad(incident: Incident, at: int) -> bytes:
    return aad("incident_note", f"{incident.id}/{at}", "text", city_of(incident.place))


def set_incident_state(incident: Incident, state: IncidentState) -> None:
    log.info("incident state", incident=str(incident.id), old=incident.state, new=state)
    incident.state = state
