"""Reminders of cases (催办): a notice to those who answer for the responsible unit, whose text is shown before.

A notice names the matter by its kind and place, its date and its sum; nothing of the petitioner.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from server.after.case.model import Case
from server.after.case.rules import RUNNING, Happening
from server.after.case.timeline import add_line
from server.before.asking.competence import DEPUTIES, OFFICERS, officers_of
from server.clock import Clock
from server.db import Tx
from server.errors import Conflict
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.texts import Said, Template, Text, date_in_words, say
from server.people.audit import record
from server.people.contact import email_of
from server.people.model import Account
from server.people.rules import Person
from server.sealing import Sealer
from server.sites.model import Site
from server.sites.reference import shipped
from server.units.model import Unit

KIND: Final = "case_reminded"
REMIND_CASE: Final = "remind_case"
KEPT: Final = timedelta(days=7)
"""So long a notice is of use."""
_SAMPLE_ZH: Final = {
    "unit": "（示例）芙蓉区住房和城乡建设局",
    "matter": "拖欠农民工工资，2人，芙蓉区接访点",
    "due": "2026年12月7日（星期一），已逾期3天",
    "link": "https://reception.example.org/cases",
}
_SAMPLE_EN: Final = {
    **_SAMPLE_ZH,
    "unit": "Housing Bureau of Furong (example)",
    "matter": "Wage arrears of migrant workers, 2 people, Furong site",
    "due": "Monday, 7 December 2026, 3 days overdue",
}
TEXTS: Final[Mapping[str, Template]] = {
    KIND: Template(
        zh=Text(
            "催办：{matter}，{due}",
            "贵单位负责的一件接访事项需要抓紧办理，请按期办结并登记进展。\n\n"
            "责任单位：{unit}\n事项：{matter}\n期限：{due}\n\n查看并登记：{link}",
            _SAMPLE_ZH,
        ),
        en=Text(
            "Reminder: {matter}, {due}",
            "A matter that your unit is responsible for needs a push. Please finish it in time and enter its progress."
            "\n\nUnit: {unit}\nMatter: {matter}\nDue: {due}\n\nRead and enter: {link}",
            _SAMPLE_EN,
        ),
    )
}
Names = Mapping[str, Site]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A case with those who are told, and why not: ``no_unit``, ``no_address``, ``ended``, ``today`` (told already)."""

    case: Case
    unit: Unit | None
    told: Sequence[Account]
    why_not: str | None


async def found(tx: Tx, cases: Sequence[Case], *, again: bool, today: dt.date, now: datetime) -> list[Reminder]:
    """Who would be told of each; to be asked in every place at once, of cases that were found in one's own."""
    codes = {one.owner_unit for one in cases}
    units = {one.code: one for one in await tx.scalars(select(Unit).where(Unit.code.in_(codes - {None})))}
    who = {code: await officers_of(tx, code, None, now, kinds=OFFICERS | DEPUTIES) for code in units}
    told = {code: [one for one in accounts if one.email_sealed is not None] for code, accounts in who.items()}
    return [_reminder(one, units, told, again=again, today=today) for one in cases]


async def remind(
    tx: Tx, reminders: Sequence[Reminder], *, today: dt.date, by: Person, now: datetime
) -> Sequence[Reminder]:
    """Write into each case that its unit is reminded, and have it told; Conflict ``case_changed`` where it moved."""
    chosen = [one for one in reminders if one.why_not is None]
    for one in chosen:
        case = await tx.one_or_none(select(Case).where(Case.id == one.case.id).with_for_update())
        if case is None or case.version != one.case.version:
            raise Conflict("case_changed")
        case.reminded_on = today
        told = {"unit": case.owner_unit, "count": len(one.told)}
        line = add_line(tx, case, Happening.REMIND, by=by.principal, now=now, **told)
        await tx.flush()
        key = f"{case.id}/{line.id}/{today}"
        await jobs.put(tx, REMIND_CASE, key, due=now, places=(case.place, case.place))
        await record(tx, by.principal, "case_reminded", f"case:{case.id}", place=case.place, now=now)
    return chosen


def case_reminder(clock: Clock, sealer: Sealer, origin: str) -> Handler:
    """Make the handler of the job: a notice to each who answers for the unit and has an address."""

    async def tell(tx: Tx, job: Job) -> None:
        ident, line, day = job.key.split("/")
        case = await tx.one_or_none(select(Case).where(Case.id == UUID(ident)))
        if case is None:
            return
        today, now = dt.date.fromisoformat(day), clock.now()
        sites = {one.code: one for one in await tx.scalars(select(Site).where(Site.code == case.site))}
        (one,) = await found(tx, [case], again=True, today=today, now=now)
        drafts = []
        for account in one.told if one.why_not is None else ():
            language: Language = "en" if account.language == "en" else "zh"
            draft = Draft(
                kind=KIND,
                key=f"{KIND}:{line}:{account.id}",
                place=account.lo,
                to=await email_of(tx, sealer, account) or "",
                language=language,
                values=values_of(one, sites, today, origin, language),
                due=now,
                until=now + KEPT,
            )
            drafts.append(draft)
        await enqueue(tx, sealer, drafts)

    return tell


def values_of(one: Reminder, sites: Names, today: dt.date, origin: str, language: Language) -> dict[str, str]:
    """What the notice says of a case in a language."""
    case, is_en = one.case, language == "en"
    site, category = sites.get(case.site), shipped().categories.get(case.category)
    named = case.site if site is None else ((site.name_en if is_en else None) or site.name_zh)
    kind = case.category if category is None else (category.en if is_en else category.zh)
    people = f"{case.people_count} people" if is_en else f"{case.people_count}人"
    unit = "" if one.unit is None else ((one.unit.name_en if is_en else None) or one.unit.name_zh)
    return {
        "unit": unit,
        "matter": (", " if is_en else "，").join([kind, people, named]),
        "due": _due(case.due_on, today, language),
        "link": f"{origin}/cases/{case.id}",
    }


def texts_of(one: Reminder, sites: Names, today: dt.date, origin: str) -> Mapping[Language, Said]:
    """The notice of one case, as it will be read, in both languages."""
    languages: tuple[Language, ...] = ("zh", "en")
    return {each: say(TEXTS[KIND], each, values_of(one, sites, today, origin, each)) for each in languages}


def left_out(reminders: Sequence[Reminder]) -> Mapping[str, int]:
    """How many are not reminded, by why."""
    return Counter(one.why_not for one in reminders if one.why_not is not None)


def _reminder(
    case: Case, units: Mapping[str, Unit], told: Mapping[str, Sequence[Account]], *, again: bool, today: dt.date
) -> Reminder:
    unit = units.get(case.owner_unit or "")
    addressed = () if unit is None else told[unit.code]
    why = None
    if case.state not in RUNNING:
        why = "ended"
    elif unit is None:
        why = "no_unit"
    elif not addressed:
        why = "no_address"
    elif case.reminded_on == today and not again:
        why = "today"
    return Reminder(case, unit, addressed, why)


def _due(due_on: dt.date | None, today: dt.date, language: Language) -> str:
    if due_on is None:
        return "no date" if language == "en" else "未定"
    said, n = date_in_words(due_on, language), (today - due_on).days
    if n <= 0:
        return said
    return f"{said}, {n} day{'' if n == 1 else 's'} overdue" if language == "en" else f"{said}，已逾期{n}天"
