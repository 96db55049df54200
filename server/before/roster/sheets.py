"""A roster from a workbook and into one: judged row by row, and stored as a whole or not at all; who was there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from server.before.agenda.model import Day
from server.before.roster.messages import RosterChanged
from server.before.roster.model import UNIT_LENGTH, Duty
from server.before.roster.planning import Known, Wanted, check, places_of, put, told
from server.before.roster.reads import Held, duties_of
from server.before.roster.rules import Attendance, DutyKind
from server.before.roster.settling import new_duty
from server.db import Tx
from server.errors import Invalid, NotFound, Refused
from server.people.audit import MACHINE, record
from server.people.model import Account
from server.people.rules import Person
from server.sites.reference import Reference
from server.workbooks.columns import Column, Kind
from server.workbooks.rows import Sheet

KINDS: Final = {
    DutyKind.LEADER: ("接访领导", "Receiving leader"),
    DutyKind.DEPARTMENT: ("部门值班", "Department on duty"),
    DutyKind.EXPERT: ("专家", "Expert"),
    DutyKind.INTERPRETER: ("译员", "Interpreter"),
}
ATTENDANCES: Final = {Attendance.PRESENT: ("到岗", "Present"), Attendance.ABSENT: ("缺席", "Absent")}
KEYS: Final = {
    "unknown_account": "account",
    "account_ambiguous": "account",
    "account_stands_alone": "account",
    "own_account": "account",
    "duty_twice": "account",
    "duty_hours": "begins_at",
    "unknown_category": "categories",
    "substitute_oneself": "substitute",
    "duty_words": "unit",
}
"""Which column a refusal is about; the others are about the place."""
REGION: Final = 6
"""Digits of a region's code; all else names a site."""


def columns_of(reference: Reference) -> tuple[Column, ...]:
    categories = {one.code: (one.zh, one.en) for one in reference.categories.values()}
    kinds = {str(kind): names for kind, names in KINDS.items()}
    return (
        Column(key="kind", zh="类别", en="Kind", kind=Kind.CHOICE, required=True, choices=kinds),
        Column(key="account", zh="账号", en="Account", required=True, most=100),
        Column(key="place", zh="接访点或区划代码", en="Site or region", kind=Kind.CODE, required=True, most=32),
        Column(key="unit", zh="单位", en="Unit", most=UNIT_LENGTH),
        Column(key="begins_at", zh="开始", en="From", kind=Kind.TIME),
        Column(key="ends_at", zh="结束", en="Until", kind=Kind.TIME),
        Column(key="categories", zh="接访事项", en="Topics", kind=Kind.CHOICES, choices=categories),
        Column(key="languages", zh="语种", en="Languages"),
        Column(key="skills", zh="专长", en="Skills"),
        Column(key="substitute", zh="替补账号", en="Substitute", most=100),
    )


ATTENDANCE_COLUMNS: Final = (
    Column(key="kind", zh="类别", en="Kind", kind=Kind.CHOICE, choices={str(one): said for one, said in KINDS.items()}),
    Column(key="name", zh="姓名", en="Name"),
    Column(key="instead_of", zh="代替", en="Instead of"),
    Column(key="unit", zh="单位", en="Unit"),
    Column(key="place", zh="接访点或区划代码", en="Site or region", kind=Kind.CODE),
    Column(key="begins_at", zh="开始", en="From", kind=Kind.TIME),
    Column(key="ends_at", zh="结束", en="Until", kind=Kind.TIME),
    Column(
        key="attendance",
        zh="到岗",
        en="Attendance",
        kind=Kind.CHOICE,
        choices={str(one): said for one, said in ATTENDANCES.items()},
    ),
    Column(key="at", zh="时间", en="At", kind=Kind.TIME),
    Column(key="how", zh="登记方式", en="How", kind=Kind.CHOICE, choices={
        "seen": ("系统", "By the service"), "by_hand": ("手工", "By hand"),
    }),
)  # fmt: skip


def values_of(duty: Duty, accounts: Mapping[UUID, Account]) -> dict[str, Any]:
    """A duty as a row that may be imported again."""
    plan = told(duty)
    return {
        **{name: plan[name] for name in ("kind", "unit", "categories")},
        "begins_at": duty.begins_at,
        "ends_at": duty.ends_at,
        "account": _called(accounts.get(duty.account_id)),
        "substitute": _called(None if duty.substitute is None else accounts.get(duty.substitute)),
        "place": plan["site"] or plan["region"],
        "languages": "、".join(duty.languages),
        "skills": "、".join(duty.skills),
    }


def attendance_of(one: Held, accounts: Mapping[UUID, Account]) -> dict[str, Any]:
    """A duty as a row of the sheet of who was there."""
    duty, plan = one.duty, told(one.duty)
    holder, planned = accounts.get(duty.holder), accounts.get(duty.account_id)
    at = None if duty.attended_at is None else duty.attended_at.astimezone(one.fact.span.begins.tzinfo).time()
    how = None if duty.attended_by is None else "seen" if duty.attended_by == MACHINE else "by_hand"
    return {
        "kind": str(duty.kind),
        "name": None if holder is None else holder.name,
        "instead_of": planned.name if duty.stands_in and planned is not None else None,
        "unit": duty.unit,
        "place": plan["site"] or plan["region"],
        "begins_at": one.begins_at,
        "ends_at": one.ends_at,
        "attendance": None if duty.attendance is None else str(duty.attendance),
        "at": at,
        "how": how,
    }


def _called(account: Account | None) -> str | None:
    return None if account is None else account.login or account.name


async def judge(tx: Tx, day: Day, sheet: Sheet, *, known: Known, by: Person) -> Sequence[Wanted]:
    """The duties that a sheet names; what is wrong with a row becomes a fault of the sheet. Writes nothing."""
    if sheet.faults:
        return ()
    names = await _accounts(tx)
    wanted, seen = list[Wanted](), set[Any]()
    for row in sheet.rows:
        try:
            one = _wanted(row.values, names)
            await places_of(tx, day, one, known, by)
            await check(tx, one, known=known, by=by)
        except Refused as refused:
            sheet.fault(row, KEYS.get(refused.code, "place"), refused.code, **refused.params)
            continue
        key = _key(one.kind, one.account, one.site or one.region, one.begins_at, one.ends_at)
        if key in seen:
            sheet.fault(row, "account", "duty_twice")
        seen.add(key)
        wanted.append(one)
    return wanted


async def save(tx: Tx, day: Day, wanted: Sequence[Wanted], *, known: Known, by: Person, now: datetime) -> Counter[str]:
    """Set the duties that a list names, and change those that are there; no other duty is touched."""
    there = {_key_of(one): one for one in await duties_of(tx, day.day)}
    became = Counter[str]()
    for one in wanted:
        duty = there.get(_key(one.kind, one.account, one.site or one.region, one.begins_at, one.ends_at))
        if duty is None:
            duty = new_duty(day.day, one.kind, one.account, await places_of(tx, day, one, known, by), one.site)
            tx.add(duty)
            became["made"] += 1
        else:
            same = (duty.unit, duty.categories, duty.languages, duty.skills, duty.substitute)
            asked = (one.unit, list(one.categories), list(one.languages), list(one.skills), one.substitute)
            became["kept" if same == asked else "changed"] += 1
            if one.substitute != duty.substitute:
                duty.stands_in, duty.taken_over_at = False, None
        await put(tx, duty, one)
    await tx.flush()
    await record(tx, by.principal, "roster_imported", f"day:{day.day}", place=max(day.holder, by.scope.lo), now=now)
    tx.tell(RosterChanged(day.day, by.principal, now))
    return became


def _key(*parts: object) -> tuple[str, ...]:
    return tuple(str(part) for part in parts)


def _key_of(duty: Duty) -> tuple[str, ...]:
    plan = told(duty)
    return _key(duty.kind, duty.account_id, plan["site"] or plan["region"], duty.begins_at, duty.ends_at)


Names = Mapping[str, Sequence[UUID]]


async def _accounts(tx: Tx) -> Names:
    """The accounts in scope by login, and by name."""
    found: dict[str, list[UUID]] = {}
    for one in await tx.scalars(select(Account).where(Account.suspended_at.is_(None))):
        for name in {one.login, one.name} - {None}:
            found.setdefault(str(name), []).append(one.id)
    return found


def _wanted(values: Mapping[str, Any], names: Names) -> Wanted:
    place = values["place"]
    is_region = len(place) == REGION and place.isdecimal()
    return Wanted(
        kind=DutyKind(values["kind"]),
        account=_account(values["account"], names),
        site=None if is_region else place,
        region=place if is_region else None,
        unit=values["unit"],
        begins_at=values["begins_at"],
        ends_at=values["ends_at"],
        categories=sorted(values["categories"] or ()),
        languages=_words(values["languages"]),
        skills=_words(values["skills"]),
        substitute=None if values["substitute"] is None else _account(values["substitute"], names),
    )


def _account(called: str, names: Names) -> UUID:
    found = names.get(called, ())
    if len(found) != 1:
        raise Invalid("account_ambiguous") if found else NotFound("unknown_account")
    return found[0]


def _words(said: str | None) -> list[str]:
    text = (said or "").replace("，", "、").replace(",", "、").replace("；", "、").replace(";", "、")
    return [word.strip()[:40] for word in text.split("、") if word.strip()][:10]
