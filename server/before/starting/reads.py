"""What an organiser has made so far, as named rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.before.calendar.actions import series_in_scope
from server.before.starting.model import TickedStep
from server.before.starting.rules import Step
from server.db import Tx
from server.people.model import Account
from server.place import range_of_region, region_of
from server.sites.model import Site
from server.sites.reference import Region


@dataclass(frozen=True, slots=True)
class InvitedRegion:
    """A region right below one's own: whether an account of it was invited, and whether one has signed in."""

    region: str
    invited: bool
    joined: bool


async def counts_of(tx: Tx) -> Mapping[Step, int]:
    """How many sites, series and days (cancelled ones apart) lie in the scope."""
    sites = await tx.one_or_none(select(func.count()).select_from(Site))
    held = (Day.holder >= tx.scope.lo, Day.holder <= tx.scope.hi, Day.state != DayState.CANCELLED)
    days = await tx.one_or_none(select(func.count()).select_from(Day).where(*held))
    return {Step.SITES: sites or 0, Step.RULE: len(await series_in_scope(tx)), Step.DAY: days or 0}


async def invited_regions(tx: Tx, regions: Iterable[Region]) -> Sequence[InvitedRegion]:
    """The regions right below the scope's own, in their order; a county has none."""
    own = region_of(tx.scope.lo)
    below = [region.code for region in regions if region.parent == own and region.code != own]
    found = await tx.rows(select(Account.lo, Account.hi, Account.login).where(Account.suspended_at.is_(None)))
    rows = []
    for code in below:
        lo, hi = range_of_region(code)
        logins = [login for first, last, login in found if lo <= first and last <= hi]
        rows.append(InvitedRegion(code, bool(logins), any(login is not None for login in logins)))
    return rows


async def ticked_steps(tx: Tx, place: int) -> frozenset[Step]:
    """The steps that were ticked for the region of this place."""
    return frozenset(await tx.scalars(select(TickedStep.step).where(TickedStep.place == place)))
