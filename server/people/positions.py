"""In what a person may act now: the roles of their account, and the posts that they hold; pure.

A request acts in one position, which has one range of places. Posts at the very places of the account add their roles
to its own; posts elsewhere are positions of their own, of which the person takes up one at a time (decision 088).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from server.people.rules import ALONE, Role, capabilities_of
from server.place import Range, Scope


class PostKind(StrEnum):
    """What a person is appointed to, at a place, from a day to a day."""

    RECEIVING_LEADER = "receiving_leader"
    SUBSTITUTE = "substitute"
    PETITION_OFFICER = "petition_officer"
    DUTY_OFFICER = "duty_officer"
    DUTY_DEPUTY = "duty_deputy"
    EXPERT = "expert"
    INTERPRETER = "interpreter"
    COORDINATOR = "coordinator"
    REGISTRAR = "registrar"


ROLE_OF_POST: Final[Mapping[PostKind, Role]] = {
    PostKind.RECEIVING_LEADER: Role.LEADER,
    PostKind.SUBSTITUTE: Role.LEADER,
    PostKind.PETITION_OFFICER: Role.OFFICER,
    PostKind.DUTY_OFFICER: Role.DEPARTMENT,
    PostKind.DUTY_DEPUTY: Role.DEPARTMENT,
    PostKind.EXPERT: Role.DEPARTMENT,
    PostKind.INTERPRETER: Role.INTERPRETER,
    PostKind.COORDINATOR: Role.COORDINATOR,
    PostKind.REGISTRAR: Role.REGISTRAR,
}
"""The role that a post gives at its place while it is held."""


class HeldPost(Protocol):
    """A post of the account, as the tables have it."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> PostKind: ...
    @property
    def lo(self) -> int: ...
    @property
    def hi(self) -> int: ...
    @property
    def site(self) -> str | None: ...
    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Position:
    """Roles at a range of places, and the posts that they come from; without a post: the account's own."""

    roles: frozenset[Role]
    places: Range
    site: str | None
    posts: tuple[UUID, ...] = ()
    is_own: bool = False

    @property
    def scope(self) -> Scope:
        return Scope(*self.places, capabilities_of(self.roles))


def is_held(post: HeldPost, now: datetime) -> bool:
    """Whether a post is held at an instant: from its beginning up to, and without, its end."""
    return post.since <= now and (post.until is None or now < post.until)


def positions_of(
    roles: frozenset[Role], places: Range, site: str | None, posts: Sequence[HeldPost], now: datetime
) -> tuple[Position, ...]:
    """Every position of an account at an instant, its own first, the others in the order of their places.

    Who stands alone (an auditor, an administrator) has no other. A post within the account's own places that adds no
    role is none of its own.
    """
    own = Position(roles, places, site, is_own=True)
    if roles & ALONE:
        return (own,)
    held = defaultdict[Range, list[HeldPost]](list)
    for post in posts:
        if is_held(post, now):
            held[post.lo, post.hi].append(post)
    here = held.pop(places, [])
    own = Position(roles | _roles(here), places, site, tuple(post.id for post in here), is_own=True)
    others = [
        Position(_roles(found), at, found[0].site, tuple(post.id for post in found))
        for at, found in sorted(held.items())
        if not (_roles(found) <= own.roles and own.scope.covers_range(*at) and found[0].site is None)
    ]
    return (own, *others)


def taken_up(positions: Sequence[Position], post: UUID | None) -> Position:
    """The position of a post, where it is still held; else the account's own."""
    return next((one for one in positions if post is not None and post in one.posts), positions[0])


def changes_at(posts: Collection[HeldPost], now: datetime) -> datetime | None:
    """The next instant at which a post begins or ends."""
    instants = (instant for post in posts for instant in (post.since, post.until))
    return min((instant for instant in instants if instant is not None and instant > now), default=None)


def _roles(posts: Collection[HeldPost]) -> frozenset[Role]:
    return frozenset(ROLE_OF_POST[post.kind] for post in posts)
