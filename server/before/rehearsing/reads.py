"""What is kept of rehearsals, as rows with names."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from server.before.agenda.model import SiteSession
from server.before.rehearsing.model import DayRehearsal, RehearsalScore
from server.before.rehearsing.rules import UNDER_WAY, Score
from server.before.roster.model import Duty
from server.db import Tx
from server.people.model import Account
from server.sites.model import Site


@dataclass(frozen=True, slots=True)
class ScoredSite:
    """A site of a day and its score, which says nothing yet of a site that did nothing."""

    name_zh: str
    name_en: str
    result: Score


@dataclass(frozen=True, slots=True)
class Practising:
    """An account on duty on a day, and its role there (``roster.rules.DutyKind``)."""

    id: UUID
    name: str
    kind: str


async def newest(tx: Tx, day: str) -> DayRehearsal | None:
    """The rehearsal of a day that was asked for last."""
    of_day = select(DayRehearsal).where(DayRehearsal.day == day).order_by(DayRehearsal.id.desc()).limit(1)
    return await tx.one_or_none(of_day)


async def under_way(tx: Tx, day: str) -> DayRehearsal | None:
    """The rehearsal of a day that has not ended, locked."""
    is_open = (DayRehearsal.day == day, DayRehearsal.state.in_(UNDER_WAY))
    return await tx.one_or_none(select(DayRehearsal).where(*is_open).with_for_update())


async def all_under_way(tx: Tx) -> Sequence[DayRehearsal]:
    return await tx.scalars(select(DayRehearsal).where(DayRehearsal.state.in_(UNDER_WAY)).order_by(DayRehearsal.id))


async def scores_of(tx: Tx, rehearsal: UUID) -> dict[int, RehearsalScore]:
    """The rows of a rehearsal, by place."""
    rows = await tx.scalars(select(RehearsalScore).where(RehearsalScore.rehearsal_id == rehearsal))
    return {row.place: row for row in rows}


async def scored_sites(tx: Tx, rehearsal: DayRehearsal) -> Sequence[ScoredSite]:
    """The sites of the day, each with its score, by place; a site that left the plan since keeps its score."""
    rows = await scores_of(tx, rehearsal.id)
    in_day = set(await tx.scalars(select(SiteSession.place).where(SiteSession.day == rehearsal.day)))
    sites = await tx.scalars(select(Site).where(Site.place.in_(in_day | set(rows))).order_by(Site.place))
    return [ScoredSite(one.name_zh, one.name_en, _score(rows.get(one.place), one)) for one in sites]


def _score(row: RehearsalScore | None, site: Site) -> Score:
    if row is None:
        return Score(site.place, site.code)
    return Score(
        place=site.place,
        site=site.code,
        reached_after=row.reached_after,
        enrolled_after=row.enrolled_after,
        checked_after=row.checked_after,
        opened_after=row.opened_after,
        entered_after=row.entered_after,
        marks=row.marks,
    )


async def practising(tx: Tx, day: str) -> Sequence[Practising]:
    """The accounts on duty on a day, by name; a substitute practises too."""
    duties = await tx.scalars(select(Duty).where(Duty.day == day).order_by(Duty.id))
    kinds: dict[UUID, str] = {}
    for duty in duties:
        for account in (duty.account_id, duty.substitute):
            if account is not None:
                kinds.setdefault(account, duty.kind.value)
    for leader in await tx.scalars(select(SiteSession.leader).where(SiteSession.day == day)):
        if leader is not None:
            kinds.setdefault(leader, "leader")
    rows = await tx.scalars(select(Account).where(Account.id.in_(kinds)).order_by(Account.name, Account.id))
    return [Practising(one.id, one.name, kinds[one.id]) for one in rows]
