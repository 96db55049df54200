"""The posts that follow from the duties of a day: who is on duty has the rights of it from the evening before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.before.roster.reads import Held, duties_of, held
from server.before.roster.rules import DutyKind, window_of
from server.db import Tx
from server.people.following_posts import keep_posts
from server.people.positions import PostKind
from server.people.posts import NewPost

GIVES_NONE: Final = frozenset({DayState.DRAFT, DayState.POSTPONED, DayState.CANCELLED})
"""The states of a day whose roster gives no rights."""
POSTS: Final[Mapping[DutyKind, PostKind]] = {
    DutyKind.LEADER: PostKind.RECEIVING_LEADER,
    DutyKind.DEPARTMENT: PostKind.DUTY_OFFICER,
    DutyKind.EXPERT: PostKind.EXPERT,
    DutyKind.INTERPRETER: PostKind.INTERPRETER,
}


async def settle_rights(tx: Tx, day: Day, *, by: str, now: datetime) -> None:
    """Give the posts of a day's duties in scope, and end those that no duty gives any more.

    A rehearsed day gives none: its people play it with the roles that they have.
    """
    await tx.flush()
    gives = day.state not in GIVES_NONE and not day.is_rehearsal
    duties = await held(tx, day, await duties_of(tx, day.day)) if gives else []
    await keep_posts(tx, f"roster:{day.day}", [_post(one, day) for one in duties], who=by, now=now)


def _post(one: Held, day: Day) -> NewPost:
    window = window_of(one.fact.span, day.date, day.zone)
    substitutes = one.duty.stands_in and one.duty.kind is DutyKind.LEADER
    return NewPost(
        account_id=one.duty.holder,
        kind=PostKind.SUBSTITUTE if substitutes else POSTS[one.duty.kind],
        places=(one.duty.lo, one.duty.hi),
        site=one.duty.site,
        since=window.begins,
        until=window.ends,
    )
