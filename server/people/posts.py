"""Posts of accounts: giving one, changing its time, ending it; and which an account has now or will have."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import or_, select, update

from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.people import audit, rules
from server.people.messages import RightsChanged
from server.people.model import Account, Post, Session
from server.people.positions import ROLE_OF_POST, Position, PostKind, positions_of
from server.people.rules import ALONE, Cut, Person, Role
from server.place import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post to be given: ``places`` are a region's range, or one site's place with its code ``site``."""

    account_id: UUID
    kind: PostKind
    places: Range
    site: str | None = None
    unit: str | None = None
    since: datetime
    until: datetime | None = None
    about: str | None = None


async def posts_of(tx: Tx, accounts: Collection[UUID], now: datetime) -> Mapping[UUID, Sequence[Post]]:
    """The posts of each account that are held now or will be; to be asked in every place at once."""
    found = defaultdict[UUID, list[Post]](list)
    if accounts:
        not_over = or_(Post.until.is_(None), Post.until > now)
        for post in await tx.scalars(select(Post).where(Post.account_id.in_(accounts), not_over).order_by(Post.id)):
            found[post.account_id].append(post)
    return found


async def positions(tx: Tx, accounts: Collection[Account], now: datetime) -> Mapping[UUID, Sequence[Position]]:
    """Every position of each account, its own first; to be asked in every place at once."""
    posts = await posts_of(tx, [account.id for account in accounts], now)
    return {one.id: positions_of(one.roles, (one.lo, one.hi), one.site, posts.get(one.id, ()), now) for one in accounts}


async def roles_at(tx: Tx, place: int, now: datetime) -> Mapping[UUID, frozenset[Role]]:
    """The roles that posts give at a place now, by account, as far as the posts lie within the scope."""
    here = (Post.lo <= place, Post.hi >= place, Post.since <= now, or_(Post.until.is_(None), Post.until > now))
    found = defaultdict[UUID, frozenset[Role]](frozenset)
    for account, kind in await tx.rows(select(Post.account_id, Post.kind).where(*here)):
        found[account] |= {ROLE_OF_POST[kind]}
    return found


async def give_post(tx: Tx, wanted: NewPost, *, by: Person, now: datetime) -> Post:
    """Appoint an account; its role must be one's own to give at these places, its account within one's places.

    The account may lie anywhere within the giver's places, which the post's places need not be a part of its own.
    """
    account = await check_new(tx, wanted, by=by)
    post = Post(
        account_id=account.id,
        kind=wanted.kind,
        lo=wanted.places[0],
        hi=wanted.places[1],
        site=wanted.site,
        unit=wanted.unit,
        since=wanted.since.astimezone(UTC),
        until=_in_utc(wanted.until),
        about=wanted.about,
        made_by=by.principal,
    )
    tx.add(post)
    await tx.flush()
    await _rights_changed(tx, post, "post_given", by=by, now=now)
    return post


async def give_from_machine(tx: Tx, wanted: NewPost, *, now: datetime) -> Literal["made", "changed", "kept"]:
    """Give a post at the command line, or move the end of the same one; a file may be loaded again and again.

    No right is asked, because an operator can read the service's folder; who stands alone gets none.
    """
    account = await tx.get(Account, wanted.account_id)
    if account.roles & ALONE:
        raise Invalid("roles_do_not_mix")
    same = (
        Post.account_id == account.id,
        Post.kind == wanted.kind,
        Post.since == wanted.since,
        Post.unit == wanted.unit,
    )
    here = (Post.lo == wanted.places[0], Post.hi == wanted.places[1])
    post = await tx.one_or_none(select(Post).where(*same, *here).limit(1))
    if post is not None and post.until == wanted.until:
        return "kept"
    made = post is None
    if post is None:
        (lo, hi), who = wanted.places, audit.MACHINE
        told = {"kind": wanted.kind, "unit": wanted.unit, "site": wanted.site, "about": wanted.about}
        post = Post(account_id=account.id, lo=lo, hi=hi, since=wanted.since, made_by=who, **told)
        tx.add(post)
    post.until = wanted.until
    await tx.flush()
    what: Cut = "post_given" if made else "post_changed"
    await audit.revoke(tx, audit.MACHINE, what, RightsChanged(account_id=account.id), place=post.lo, now=now)
    return "made" if made else "changed"


async def change_post(
    tx: Tx, post_id: UUID, *, since: datetime, until: datetime | None, version: int, by: Person, now: datetime
) -> Post:
    """Move the time of a post; Conflict ``post_changed`` where another changed it since it was read."""
    post = await tx.get(Post, post_id)
    rules.check_appointment(by, {ROLE_OF_POST[post.kind]}, (post.lo, post.hi), at_site=post.site is not None)
    rules.check_not_oneself(by, str(post.account_id))
    if post.version != version:
        raise Conflict("post_changed")
    check_time(since, until)
    if (post.since, post.until) != (since, until):
        post.since, post.until = since.astimezone(UTC), _in_utc(until)
        await tx.flush()
        await _rights_changed(tx, post, "post_changed", by=by, now=now)
    return post


async def end_post(tx: Tx, post_id: UUID, *, by: Person, now: datetime) -> Post:
    """End a post now, or before it begins; one that is over stays as it was."""
    post = await tx.get(Post, post_id)
    rules.check_appointment(by, {ROLE_OF_POST[post.kind]}, (post.lo, post.hi), at_site=post.site is not None)
    if post.until is None or post.until > now:
        post.until = max(now, post.since)
        await tx.flush()
        await _rights_changed(tx, post, "post_ended", by=by, now=now)
    return post


async def take_up(tx: Tx, post_id: UUID | None, *, by: Person, now: datetime) -> None:
    """Have this session act in one of its person's posts, or in the account's own roles; NotFound for no post held."""
    if post_id is not None:
        account = await tx.get(Account, UUID(by.id))
        held = (await positions(tx, [account], now))[account.id]
        if not any(post_id in one.posts for one in held):
            raise NotFound("not_found")
    await tx.change(update(Session).where(Session.id == UUID(by.session)).values(post_id=post_id))
    changed = RightsChanged(session_id=UUID(by.session))
    await audit.revoke(tx, by.principal, "post_taken_up", changed, place=by.at_home.lo, now=now)


def _in_utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC)


def check_time(since: datetime, until: datetime | None) -> None:
    """A post ends after it begins: Invalid ``post_time``."""
    if until is not None and until <= since:
        raise Invalid("post_time")


async def check_new(tx: Tx, wanted: NewPost, *, by: Person) -> Account:
    """Refuse what may not be given to this account at these places; the account where it may."""
    rules.check_not_oneself(by, str(wanted.account_id))
    rules.check_appointment(by, {ROLE_OF_POST[wanted.kind]}, wanted.places, at_site=wanted.site is not None)
    check_time(wanted.since, wanted.until)
    account = await tx.get(Account, wanted.account_id)
    if account.roles & ALONE:
        raise Invalid("roles_do_not_mix")
    if account.suspended_at is not None:
        raise Conflict("account_suspended")
    return account


async def _rights_changed(tx: Tx, post: Post, what: Cut, *, by: Person, now: datetime) -> None:
    await audit.revoke(tx, by.principal, what, RightsChanged(account_id=post.account_id), place=post.lo, now=now)
