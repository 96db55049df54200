"""What goes through the routes of people, and how it is made from what is stored."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.db import Tx
from server.errors import Invalid
from server.http.ask import Ask
from server.http.guards import csrf_of, session_token
from server.http.paging import CountedPage, Page
from server.http.route import Shape
from server.keys import REHEARSAL, SEALER, SETTINGS
from server.language import TAGS, LanguageTag
from server.notices.rules import LONGEST_ADDRESS
from server.people.contact import email_of
from server.people.keys import PLACE_OF_SITE, REGIONS
from server.people.model import Account
from server.people.rules import Person, Role, check_fresh, until_totp
from server.place import Range, range_of_region, region_of

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
Secret = Annotated[str, Field(max_length=1000)]
Login = Annotated[str, Field(max_length=200)]
Email = Annotated[str, Field(max_length=LONGEST_ADDRESS)]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class SignInBody(Shape):
    login: Login
    password: Secret
    totp: Code | None = None


class PlaceAnswer(Shape):
    code: str
    name_zh: str
    name_en: str
    level: str


class MeAnswer(Shape):
    kind: Literal["account", "device"]
    id: UUID
    name: str
    roles: list[Role]
    place: PlaceAnswer
    site: str | None
    post: UUID | None
    """The post in which one acts here, of those at other places (GET /api/me/posts); None in the account's own."""
    capabilities: list[str]
    csrf: str
    totp: bool
    """Whether this account signs in with one-time codes."""
    totp_required: bool
    """Nothing may be done until they are set up."""
    language: LanguageTag | None
    rehearsal: bool


class SessionAnswer(Shape):
    id: UUID
    created_at: datetime
    last_seen_at: datetime
    agent: str
    current: bool
    rehearsal: bool


class SessionsAnswer(Shape):
    """One's own browsers; ``totp``: whether signing in asks for a one-time code."""

    items: list[SessionAnswer]
    totp: bool


class PasswordBody(Shape):
    current: Secret
    new: Secret


class ConfirmBody(Shape):
    password: Secret


class TotpAnswer(Shape):
    secret: str
    uri: str


class ProofBody(Shape):
    """A factor given again: the one-time code where the account has them, else the password."""

    password: Secret | None = None
    code: Code | None = None


class CodeBody(Shape):
    code: Code


class ContactBody(Shape):
    email: Email | None


class ContactAnswer(Shape):
    """Where one is told by mail; ``sends``: whether this service sends mail at all."""

    email: str | None
    sends: bool


class InvitationBody(Shape):
    name: Name
    role: Role
    place: str | None = None
    site: str | None = None
    email: Email | None = None
    """Where the link is sent, beside being shown; kept as the address of the account."""


class LinkAnswer(Shape):
    account: UUID
    link: str
    expires_at: datetime


class InvitedAnswer(Shape):
    name: str
    role: Role
    roles: list[Role]
    place: PlaceAnswer
    site: str | None


class AcceptBody(Shape):
    login: Login
    password: Secret


class AccountAnswer(Shape):
    id: UUID
    name: str
    login: str | None
    roles: list[Role]
    place: PlaceAnswer
    site: str | None
    email: str | None
    suspended: bool
    totp: bool
    created_at: datetime


class AccountsAnswer(CountedPage[AccountAnswer]):
    """One page of accounts."""


class AccountBody(Shape):
    suspended: bool | None = None
    email: Email | None = None
    """Empty to have none."""
    roles: Annotated[list[Role], Field(max_length=len(Role))] | None = None
    place: str | None = None
    site: str | None = None


class LineAnswer(Shape):
    id: UUID
    at: datetime
    who: str
    who_name: str | None
    what: str
    about: str
    about_name: str | None
    place: str
    reason: str | None
    """None also where it was erased by law."""


class LinesAnswer(Page[LineAnswer]):
    pass


def me(request: web.Request, person: Person, token: str | None = None) -> MeAnswer:
    """The account of the request; ``token`` is the session's, where the request does not carry it yet."""
    token = token or session_token(request)
    person = until_totp(person, request.app[SETTINGS].totp_roles)
    return MeAnswer(
        kind=person.kind,
        id=UUID(person.id),
        name=person.name,
        roles=sorted(person.roles),
        place=place_answer(request, person.scope.lo),
        site=person.site,
        post=person.post,
        capabilities=sorted(person.scope.capabilities),
        totp=person.has_totp,
        totp_required=person.must_add_totp,
        csrf=csrf_of(token) if person.kind == "account" else "",
        language=person.language and TAGS[person.language],
        rehearsal=request.app[REHEARSAL],
    )


def require_fresh(request: web.Request, ask: Ask[Person]) -> None:
    """Refuse with ``factor_needed`` where the password or a code was not given lately in this session."""
    within = timedelta(minutes=request.app[SETTINGS].fresh_minutes)
    check_fresh(ask.person, within=within, now=ask.now)


async def account_answer(request: web.Request, tx: Tx, account: Account) -> AccountAnswer:
    return AccountAnswer(
        id=account.id,
        name=account.name,
        login=account.login,
        roles=sorted(account.roles),
        place=place_answer(request, account.lo),
        site=account.site,
        email=await email_of(tx, request.app[SEALER], account),
        suspended=account.suspended_at is not None,
        totp=account.totp_step is not None,
        created_at=account.created_at,
    )


def place_answer(request: web.Request, place: int) -> PlaceAnswer:
    """The region a place lies in, by its names."""
    region = request.app[REGIONS][region_of(place)]
    return PlaceAnswer(code=region.code, name_zh=region.name_zh, name_en=region.name_en, level=region.level)


async def places_of(request: web.Request, tx: Tx, *, place: str | None, site: str | None) -> Range:
    """The range that a region's code or a site's stands for; exactly one of the two is given."""
    if site is not None and place is None:
        return (await request.app[PLACE_OF_SITE](tx, site),) * 2
    if place is None or site is not None or place not in request.app[REGIONS]:
        raise Invalid("place_or_site")
    return range_of_region(place)
