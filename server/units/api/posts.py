"""Routes to posts: list, give, move, end."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import AwareDatetime, Field

from server.db import Tx
from server.errors import Invalid, NotFound
from server.http.ask import Ask
from server.http.paging import Page, PageQuery, cut
from server.http.route import Route, Shape
from server.keys import DATABASE
from server.people import posts
from server.people.model import Post
from server.people.positions import ROLE_OF_POST, PostKind, is_held
from server.people.posts import NewPost
from server.people.rules import Person, Role
from server.place import Range, range_of_region, region_of
from server.sites.actions import place_of_site
from server.sites.keys import REFERENCE
from server.units import reads
from server.units.api.shapes import Code, Region
from server.units.reads import PostRow


class PostsQuery(PageQuery[UUID]):
    """Which posts: of one unit, of one account; ``current``: held now or to come."""

    unit: Code | None = None
    account: UUID | None = None
    current: bool = False


class TimeShape(Shape):
    since: Annotated[AwareDatetime, Field(strict=False)]
    until: Annotated[AwareDatetime, Field(strict=False)] | None = None


class NewPostBody(TimeShape):
    """At a region or at one site; by default at the region of the unit."""

    account: UUID
    kind: Annotated[PostKind, Field(strict=False)]
    unit: Code | None = None
    region: Region | None = None
    site: Annotated[str, Field(max_length=32)] | None = None


class PostBody(TimeShape):
    version: int
    """As it was read; what another changed since is never overwritten."""


class PostAnswer(Shape):
    post: UUID
    account: UUID
    name: str | None
    """None where the account lies beyond one's places."""
    kind: PostKind
    role: Role
    unit: str | None
    region: str
    site: str | None
    since: datetime
    until: datetime | None
    current: bool
    by_roster: bool
    """Made by a roster, which moves and ends it too."""
    version: int


class PostsAnswer(Page[PostAnswer]):
    """One page of posts, the newest first."""


async def get_posts(request: web.Request, ask: Ask[Person], *, query: PostsQuery) -> PostsAnswer:
    asked = reads.AskedPosts(unit=query.unit, account=query.account, now=ask.now if query.current else None)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await reads.posts(tx, asked, after=query.cursor, limit=query.reads)
    page, following = cut(found, query, lambda row: row.post.id)
    return PostsAnswer(items=[_answer(row, ask.now) for row in page], next=following)


async def post_post(request: web.Request, ask: Ask[Person], *, body: NewPostBody) -> PostAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        places = await _places(request, tx, body)
        wanted = NewPost(
            account_id=body.account,
            kind=body.kind,
            places=places,
            site=body.site,
            unit=body.unit,
            since=body.since,
            until=body.until,
        )
        made = await posts.give_post(tx, wanted, by=ask.person, now=ask.now)
        row = await reads.post_row(tx, made)
    return _answer(row, ask.now)


async def _places(request: web.Request, tx: Tx, body: NewPostBody) -> Range:
    unit = None if body.unit is None else await reads.find_unit(tx, body.unit)
    if body.site is not None and body.region is None:
        return (await place_of_site(tx, body.site),) * 2
    region = body.region or (None if unit is None else region_of(unit.place))
    if region is None or body.site is not None:
        raise Invalid("place_or_site")
    if region not in request.app[REFERENCE].regions:
        raise NotFound("not_found")
    return range_of_region(region)


async def put_post(request: web.Request, ask: Ask[Person], *, post: UUID, body: PostBody) -> PostAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        changed = await posts.change_post(
            tx, post, since=body.since, until=body.until, version=body.version, by=ask.person, now=ask.now
        )
        row = await reads.post_row(tx, changed)
    return _answer(row, ask.now)


async def post_end(request: web.Request, ask: Ask[Person], *, post: UUID) -> PostAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        row = await reads.post_row(tx, await posts.end_post(tx, post, by=ask.person, now=ask.now))
    return _answer(row, ask.now)


def _answer(row: PostRow, now: datetime) -> PostAnswer:
    post: Post = row.post
    return PostAnswer(
        post=post.id,
        account=post.account_id,
        name=row.name,
        kind=post.kind,
        role=ROLE_OF_POST[post.kind],
        unit=post.unit,
        region=region_of(post.lo),
        site=post.site,
        since=post.since,
        until=post.until,
        current=is_held(post, now),
        by_roster=post.about is not None,
        version=post.version,
    )


_TIME = {"since": "2026-12-09T18:00:00+08:00", "until": "2026-12-11T20:00:00+08:00"}
_ACCOUNT = "018bb165-9350-7564-b3e0-bbbbf419c5e6"

routes = [
    Route(
        "GET",
        "/api/posts",
        get_posts,
        query=PostsQuery,
        answer=PostsAnswer,
        capability="manage_units",
        errors=("not_allowed",),
        summary_zh="本人范围内的岗位，新的在前",
        summary_en="The posts within one's places, the newest first",
    ),
    Route(
        "POST",
        "/api/posts",
        post_post,
        body=NewPostBody,
        answer=PostAnswer,
        status=201,
        capability="manage_posts",
        errors=(
            *("not_found", "not_allowed", "above_own_rights", "own_account", "place_or_site", "post_time"),
            *("registrar_needs_site", "roles_do_not_mix", "account_suspended"),
        ),
        summary_zh="给一个账号一个岗位；自开始至结束，账号在此处有该岗位的角色",
        summary_en="Give an account a post: from its beginning to its end the account has its role there",
        example={"account": _ACCOUNT, "kind": "receiving_leader", "unit": "HN-HRSS-430102", **_TIME},
    ),
    Route(
        "PUT",
        "/api/posts/{post}",
        put_post,
        body=PostBody,
        answer=PostAnswer,
        capability="manage_posts",
        errors=("not_found", "not_allowed", "above_own_rights", "own_account", "post_changed", "post_time"),
        summary_zh="更改任期；他人已改的不覆盖",
        summary_en="Move the time of a post; nothing that another changed since it was read is overwritten",
        example={**_TIME, "version": 1},
    ),
    Route(
        "POST",
        "/api/posts/{post}/end",
        post_end,
        answer=PostAnswer,
        capability="manage_posts",
        errors=("not_found", "not_allowed", "above_own_rights"),
        summary_zh="结束一个岗位；其权限随即失效",
        summary_en="End a post; its rights end at once",
    ),
]
