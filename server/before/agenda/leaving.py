"""A site that ends for good must not be expected by a day that has not ended."""

from typing import Final

from sqlalchemy import select

from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayState
from server.db import Tx
from server.errors import Conflict
from server.sites.messages import SiteEnded

NEED_IT: Final = frozenset({DayState.DRAFT, DayState.ANNOUNCED, DayState.LINE_CHECK, DayState.LIVE, DayState.CLOSING})
MOST: Final = 5


async def keep_days_whole(tx: Tx, ended: SiteEnded) -> None:
    """Refuse the end of a site that such a day has: Conflict ``site_in_days`` with the first of them."""
    days = select(SiteSession.day).join(Day, Day.day == SiteSession.day)
    wanted = days.where(SiteSession.place == ended.place, Day.state.in_(NEED_IT), Day.moved_to.is_(None))
    found = await tx.scalars(wanted.order_by(SiteSession.day).limit(MOST))
    if found:
        raise Conflict("site_in_days", days=", ".join(found))
