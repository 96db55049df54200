"""A whole list of posts from a workbook, and into one: judged row by row, and stored as a whole or not at all.

Posts that a roster made are left out: they follow the roster, by which they are imported.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from server.db import Tx
from server.errors import Invalid, NotFound, Refused
from server.people import posts
from server.people.model import Account, Post
from server.people.positions import PostKind
from server.people.posts import NewPost
from server.people.rules import Person
from server.place import Range, range_of_region, region_of
from server.sites.model import Site
from server.units.rules import CHINA, CODE_LENGTH
from server.workbooks.columns import Column, Kind
from server.workbooks.rows import Sheet

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    PostKind.RECEIVING_LEADER: ("接访领导", "Receiving leader"),
    PostKind.SUBSTITUTE: ("替补领导", "Substitute leader"),
    PostKind.PETITION_OFFICER: ("信访专干", "Petition officer"),
    PostKind.DUTY_OFFICER: ("值班人员", "Duty officer"),
    PostKind.DUTY_DEPUTY: ("值班副手", "Duty deputy"),
    PostKind.EXPERT: ("专家", "Expert"),
    PostKind.INTERPRETER: ("译员", "Interpreter"),
    PostKind.COORDINATOR: ("现场协调员", "Site coordinator"),
    PostKind.REGISTRAR: ("登记员", "Registrar"),
}
COLUMNS: Final = (
    Column(key="account", zh="账号", en="Account", required=True, most=100),
    Column(key="kind", zh="岗位", en="Post", kind=Kind.CHOICE, required=True, choices=KINDS),
    Column(key="unit", zh="单位代码", en="Unit code", kind=Kind.CODE, most=CODE_LENGTH),
    Column(key="place", zh="接访点或区划代码", en="Site or region", kind=Kind.CODE, most=32),
    Column(key="since", zh="开始日期", en="First day", kind=Kind.DATE, required=True),
    Column(key="until", zh="最后一天", en="Last day", kind=Kind.DATE),
)
"""Without a place a post lies at the region of its unit; without a last day it lasts until it is ended."""
KEYS: Final = {
    "unknown_account": "account",
    "account_ambiguous": "account",
    "own_account": "account",
    "account_suspended": "account",
    "roles_do_not_mix": "account",
    "post_twice": "account",
    "post_unit_unknown": "unit",
    "post_time": "until",
    "above_own_rights": "kind",
    "registrar_needs_site": "kind",
}
"""Which column a refusal is about; the others are about the place."""
DAY: Final = timedelta(days=1)
Units = Mapping[str, tuple[int, str | None]]


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet may name: units with their places, sites with theirs, regions, and accounts by login and by name."""

    units: Units
    sites: Mapping[str, int]
    regions: Collection[str]
    accounts: Mapping[str, Sequence[UUID]]


async def find_known(tx: Tx, units: Units, regions: Collection[str]) -> Known:
    """The units are known in every place; sites and accounts as far as they lie within the scope."""
    sites = {row[0]: row[1] for row in await tx.rows(select(Site.code, Site.place).where(Site.ended_at.is_(None)))}
    accounts = defaultdict[str, list[UUID]](list)
    for one in await tx.scalars(select(Account).order_by(Account.id)):
        for name in {one.login, one.name} - {None}:
            accounts[str(name)].append(one.id)
    return Known(units, sites, regions, accounts)


async def judge(tx: Tx, sheet: Sheet, *, known: Known, by: Person) -> Sequence[NewPost]:
    """The posts that a sheet names; what is wrong with a row becomes a fault of the sheet. Writes nothing."""
    if sheet.faults:
        return ()
    wanted, first = list[NewPost](), dict[Any, int]()
    for row in sheet.rows:
        try:
            one = _wanted(row.values, known)
            await posts.check_new(tx, one, by=by)
        except Refused as refused:
            sheet.fault(row, KEYS.get(refused.code, "place"), refused.code, **refused.params)
            continue
        if first.setdefault(_key(one), row.number) != row.number:
            sheet.fault(row, "account", "post_twice", row=first[_key(one)])
        wanted.append(one)
    return wanted


async def save(tx: Tx, wanted: Sequence[NewPost], *, by: Person, now: datetime) -> Counter[str]:
    """Give the posts that a list names, and move the end of those that there are; no other post is touched."""
    there = {_key_of(post): post for post in await tx.scalars(select(Post).where(Post.about.is_(None)))}
    became = Counter[str]()
    for one in wanted:
        post = there.get(_key(one))
        if post is None:
            await posts.give_post(tx, one, by=by, now=now)
            became["made"] += 1
        elif _last_day(post.until) == _last_day(one.until):
            became["kept"] += 1
        else:
            since, until, version = post.since, one.until, post.version
            await posts.change_post(tx, post.id, since=since, until=until, version=version, by=by, now=now)
            became["changed"] += 1
    return became


def values_of(post: Post, account: Account | None) -> dict[str, Any]:
    """A post as a row that may be imported again."""
    return {
        "account": None if account is None else account.login or account.name,
        "kind": str(post.kind),
        "unit": post.unit,
        "place": post.site or region_of(post.lo),
        "since": _day_of(post.since),
        "until": _last_day(post.until),
    }


def toml_of(rows: Iterable[tuple[Post, Account | None]]) -> bytes:
    """The posts as tables of a schedule file, which names people by their names."""
    named = ((post, account) for post, account in rows if account is not None)
    return "\n".join("\n".join(["[[post]]", *_lines_of(post, account), ""]) for post, account in named).encode()


def _lines_of(post: Post, account: Account) -> Iterator[str]:
    told = {"person": account.name} | {key: one for key, one in values_of(post, account).items() if key != "account"}
    for key, value in told.items():
        if value is not None:
            yield f"{key} = {value}" if isinstance(value, date) else f"{key} = {json.dumps(value, ensure_ascii=False)}"


def _wanted(values: Mapping[str, Any], known: Known) -> NewPost:
    accounts, unit = known.accounts.get(values["account"], ()), values["unit"]
    if len(accounts) != 1:
        raise Invalid("account_ambiguous") if accounts else NotFound("unknown_account")
    if unit is not None and unit not in known.units:
        raise Invalid("post_unit_unknown", unit=unit)
    place = values["place"] or (None if unit is None else region_of(known.units[unit][0]))
    return NewPost(
        account_id=accounts[0],
        kind=PostKind(values["kind"]),
        places=_places(place, known),
        site=place if place in known.sites else None,
        unit=unit,
        since=_midnight(values["since"]),
        until=None if values["until"] is None else _midnight(values["until"]) + DAY,
    )


def _places(place: str | None, known: Known) -> Range:
    if place is None:
        raise Invalid("place_or_site")
    if place in known.sites:
        return known.sites[place], known.sites[place]
    if place not in known.regions:
        raise NotFound("unknown_site", site=place)
    return range_of_region(place)


def _key(one: NewPost) -> tuple[object, ...]:
    return one.account_id, one.kind, one.unit, one.places, _day_of(one.since)


def _key_of(post: Post) -> tuple[object, ...]:
    return post.account_id, post.kind, post.unit, (post.lo, post.hi), _day_of(post.since)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def _day_of(instant: datetime) -> date:
    return instant.astimezone(CHINA).date()


def _last_day(until: datetime | None) -> date | None:
    """The last day on which a post is held: one that ends at midnight is not held on the day that begins then."""
    return None if until is None else _day_of(until - timedelta(microseconds=1))
