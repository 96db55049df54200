"""Routes to one's own posts: which one holds or will hold, and in which of them one acts in this browser."""

from datetime import datetime
from uuid import UUID

from aiohttp import web

from server.db import EVERYWHERE
from server.http.ask import Ask
from server.http.route import Route, Shape
from server.keys import DATABASE
from server.people import posts
from server.people.api import shapes
from server.people.model import Post
from server.people.positions import ROLE_OF_POST, PostKind, is_held
from server.people.rules import Person, Role


class OwnPostAnswer(Shape):
    """One of one's own posts that is not over."""

    post: UUID
    kind: PostKind
    role: Role
    place: shapes.PlaceAnswer
    site: str | None
    unit: str | None
    since: datetime
    until: datetime | None
    current: bool
    """Held now."""
    own_place: bool
    """At the account's own places: in force without being taken up."""


class OwnPostsAnswer(Shape):
    items: list[OwnPostAnswer]


class OwnPostBody(Shape):
    post: UUID | None
    """None: act in the account's own roles again."""


async def get_own_posts(request: web.Request, ask: Ask[Person]) -> OwnPostsAnswer:
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        mine = (await posts.posts_of(tx, [UUID(ask.person.id)], ask.now)).get(UUID(ask.person.id), ())
    return OwnPostsAnswer(items=[_answer(request, post, ask.person, ask.now) for post in mine])


async def put_own_post(request: web.Request, ask: Ask[Person], *, body: OwnPostBody) -> None:
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        await posts.take_up(tx, body.post, by=ask.person, now=ask.now)


def _answer(request: web.Request, post: Post, person: Person, now: datetime) -> OwnPostAnswer:
    return OwnPostAnswer(
        post=post.id,
        kind=post.kind,
        role=ROLE_OF_POST[post.kind],
        place=shapes.place_answer(request, post.lo),
        site=post.site,
        unit=post.unit,
        since=post.since,
        until=post.until,
        current=is_held(post, now),
        own_place=(post.lo, post.hi) == (person.at_home.lo, person.at_home.hi),
    )


routes = [
    Route(
        "GET",
        "/api/me/posts",
        get_own_posts,
        answer=OwnPostsAnswer,
        summary_zh="本人现任和将任的岗位",
        summary_en="One's own posts, those that are held and those to come",
    ),
    Route(
        "PUT",
        "/api/me/post",
        put_own_post,
        body=OwnPostBody,
        errors=("not_found",),
        every_time=True,
        summary_zh="在本浏览器以某一岗位的身份工作，或回到账号自身的角色",
        summary_en="Act in one of one's posts in this browser, or in the account's own roles again",
    ),
]
