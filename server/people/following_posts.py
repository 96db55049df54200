"""Posts that follow from what a room plans: given and ended as the plan says, with the rights that they bring."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from server.db import Tx
from server.people import audit
from server.people.messages import RightsChanged
from server.people.model import Post
from server.people.posts import NewPost
from server.people.rules import Cut


async def keep_posts(tx: Tx, about: str, wanted: Collection[NewPost], *, who: str, now: datetime) -> None:
    """Make the posts in scope that a plan (``about``) gave what is wanted of it; ``who`` is the principal in the log.

    One that is no longer wanted ends now, or before it begins; one whose time is over is left as it was.
    """
    not_over = or_(Post.until.is_(None), Post.until > now)
    there = {_said(one): one for one in await tx.scalars(select(Post).where(Post.about == about, not_over))}
    asked = {_said(one): one for one in wanted if one.until is None or one.until > now}
    for said in sorted(there.keys() - asked.keys(), key=str):
        post = there[said]
        post.until = max(now, post.since)
        await _tell(tx, "post_ended", post, who=who, now=now)
    for said in sorted(asked.keys() - there.keys(), key=str):
        new = asked[said]
        lo, hi = new.places
        same = {name: getattr(new, name) for name in ("account_id", "kind", "site", "unit", "since", "until")}
        post = Post(**same, lo=lo, hi=hi, about=about, made_by=who)
        tx.add(post)
        await _tell(tx, "post_given", post, who=who, now=now)


def _said(post: Post | NewPost) -> tuple[Any, ...]:
    places = (post.lo, post.hi) if isinstance(post, Post) else post.places
    return post.account_id, post.kind, places, post.since, post.until


async def _tell(tx: Tx, what: Cut, post: Post, *, who: str, now: datetime) -> None:
    await tx.flush()
    await audit.revoke(tx, who, what, RightsChanged(account_id=post.account_id), place=post.lo, now=now)
