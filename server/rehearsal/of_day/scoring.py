"""Reads from the database of a rehearsal how each site does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from server import fold
from server.before.agenda.model import Day
from server.before.readiness import reads as readiness
from server.before.readiness.board import schedule_on
from server.before.readiness.model import CheckResult, SiteReadiness
from server.before.readiness.rules import Round, marks_shown
from server.before.rehearsing.links import site_key
from server.before.rehearsing.rules import CHECKED, Score
from server.clock import moment_on
from server.db import Tx
from server.instants import moment_of
from server.journal.model import Accepted
from server.people.model import Session
from server.rehearsal.of_day.staging import account_id
from server.sites.model import Device


async def scores(tx: Tx, day: Day, now: datetime) -> Sequence[Score]:
    """The score of each site of the day until now, by place."""
    began = day.clock_starts_at_real
    assert began is not None  # noqa: S101  # a rehearsed day has a clock of its own
    sites = await readiness.sites_of(tx, day.day, (day.first_place, day.last_place))
    schedule, moment = schedule_on(day), moment_on(day, now)
    starts = moment_on(day, began).micros
    reached = dict(await tx.rows(select(Session.account_id, func.min(Session.created_at)).group_by(Session.account_id)))
    enrolled = await _first(tx, Device.place, Device.enrolled_at)
    checked = await _first(tx, CheckResult.place, CheckResult.at)
    opened = await _first(tx, Accepted.place, Accepted.received_at, Accepted.kind == fold.OPENED)
    entered = await _first(tx, Accepted.place, Accepted.received_at, Accepted.kind == fold.REGISTERED)
    rows = {row.place: row.marks for row in await tx.scalars(select(SiteReadiness))}
    last = list(Round).index(Round.LAST)
    found = []
    for site in sites:
        at = checked.get(site.place)
        shown = marks_shown(rows.get(site.place, {}), site.facts, schedule=schedule, now=moment.micros)
        found.append(
            Score(
                place=site.place,
                site=site.site,
                reached_after=_after(began, reached.get(account_id(site_key(site.site)))),
                enrolled_after=_after(began, enrolled.get(site.place)),
                checked_after=None if at is None else max(0, (at - starts) // 1_000_000),
                opened_after=_after(began, opened.get(site.place)),
                entered_after=_after(began, entered.get(site.place)),
                marks={check: shown[check][last] for check in CHECKED},
            )
        )
    return found


async def _first(tx: Tx, place: Any, at: Any, *where: Any) -> dict[int, Any]:
    return dict(await tx.rows(select(place, func.min(at)).where(*where).group_by(place)))


def _after(began: datetime, moment: datetime | int | None) -> int | None:
    """Whole seconds from the beginning to an instant, or microseconds by the real clock."""
    if moment is None:
        return None
    return max(0, int(((moment_of(moment) if isinstance(moment, int) else moment) - began).total_seconds()))
