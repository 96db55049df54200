"""What is commanded of a site's session: by the site itself, or from above with a reason that the site is told.

A command moves no figure and refuses no entry: what the site records stands beside it (rules.site_state).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import or_, select

from server.before.agenda import rules
from server.before.agenda.actions import find_open_day
from server.before.agenda.messages import SiteChanged
from server.before.agenda.model import SiteSession
from server.before.agenda.postponing import check_reason
from server.clock import moment_on
from server.db import Tx
from server.errors import Conflict
from server.journal.model import Head
from server.people.audit import record, record_with_reason
from server.people.rules import Person, require
from server.place import Range
from server.sealing import Sealer
from server.sites.actions import find_site

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Given:
    """A command as it was given: the reason is told to the site, and what seals it in the log."""

    happening: rules.SiteHappening
    reason: str | None = None
    sealer: Sealer | None = None


async def command_site(tx: Tx, day: str, code: str, given: Given, *, by: Person, now: datetime) -> SiteSession:
    """Lead a site's session one step on from what was commanded or what the site itself recorded.

    Invalid ``day_reason`` where a reason is owed; Conflict ``site_closed_itself`` for an opening after the site's own
    closing, which stands. The reason stays with the session until the next command, and sealed in the log.
    """
    site = await find_site(tx, code)
    session = await tx.get(SiteSession, (day, site.place))
    require(by, "run_site", site.place)
    found = await find_open_day(tx, day)
    owed = rules.needs_reason(given.happening, from_above="manage_days" in by.scope.capabilities)
    said = check_reason(given.reason) if owed or given.reason is not None else None
    head = await tx.get(Head, (day, site.place))
    if given.happening is rules.SiteHappening.OPEN and head.closed_at is not None:
        raise Conflict("site_closed_itself")
    was = rules.site_state(session.state, opened=head.opened_at is not None, closed=head.closed_at is not None)
    set_session_state(session, rules.site_after(was, given.happening), was=was)
    session.reason, session.commanded_by, session.commanded_at = said, by.name, moment_on(found, now).now
    what, about, place = "site_commanded", f"day:{day}", site.place
    if said is None or given.sealer is None:
        await record(tx, by.principal, what, about, place=place, now=now)
    else:
        await record_with_reason(
            tx, given.sealer, by.principal, what, about, reason=said, day=day, place=place, now=now
        )
    tx.tell(SiteChanged(session.day, site.code, site.place, was, session.state, at=now))
    return session


def set_session_state(session: SiteSession, state: rules.SiteState, *, was: rules.SiteState) -> None:
    log.info("site state", day=session.day, site=session.site, old=was, new=state)
    session.state = state


async def sessions_told(tx: Tx, day: str, scope: Range) -> Mapping[int, SiteSession]:
    """The sessions of a range of which a board tells more than the entries do: commanded, or with rooms planned."""
    told = or_(SiteSession.commanded_at.is_not(None), SiteSession.rooms.is_not(None))
    these = (SiteSession.day == day, SiteSession.place.between(*scope), told)
    return {one.place: one for one in await tx.scalars(select(SiteSession).where(*these))}
