"""Who is on duty and who stands in are told by mail: when one takes over, and when their day is put or called off."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from server.before.agenda.messages import DayChanged
from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.before.agenda.telling import addressees
from server.before.roster.messages import TakenOver
from server.before.roster.model import Duty
from server.before.roster.reads import accounts_in, duties_of, held, names_of
from server.clock import Clock
from server.day_code import parse_day
from server.db import Tx
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.texts import Template, Text, date_in_words, moment_in_words
from server.people.contact import email_of
from server.people.model import Account
from server.sealing import Sealer

TELL_OF_DUTY: Final = "tell_of_duty"
KEPT: Final = timedelta(days=2)
"""So long a notice is of use."""
_SAMPLE_ZH: Final = {
    "day": "十二月接访日",
    "from": "2026年12月10日（星期四） 08:30",
    "name": "张某",
    "substitute": "李某",
    "more": "改至2026年12月17日（星期四）。",
    "link": "https://reception.example.org/duty",
}
_SAMPLE_EN: Final = {
    **_SAMPLE_ZH,
    "day": "Reception day of December",
    "from": "Thursday, 10 December 2026, 08:30",
    "more": "The new date is Thursday, 17 December 2026. ",
}


def _template(title_zh: str, zh: str, title_en: str, en: str) -> Template:
    return Template(
        zh=Text(title_zh, f"{zh}\n\n{{day}}：{{from}}\n\n我的值班：{{link}}", _SAMPLE_ZH),
        en=Text(title_en, f"{en}\n\n{{day}}: {{from}}\n\nMy duties: {{link}}", _SAMPLE_EN),
    )


TEXTS: Final[Mapping[str, Template]] = {
    "duty_taken_over": _template(
        "值班由替补接替：{day}",
        "{name} 的值班由替补 {substitute} 接替，权限随之转移。",
        "A substitute took over: {day}",
        "The substitute {substitute} took over the duty of {name}, and the rights of it went along.",
    ),
    "duty_handed_back": _template(
        "值班已交还：{day}",
        "替补 {substitute} 已把值班交还 {name}，权限随之转移。",
        "A duty was handed back: {day}",
        "The substitute {substitute} handed the duty back to {name}, and the rights of it went along.",
    ),
    "duty_off": _template(
        "值班取消：{day}",
        "接访日推迟或取消，原定的值班不再进行。{more}",
        "Your duty does not take place: {day}",
        "The reception day was put off or called off, and your duty does not take place then. {more}",
    ),
}


async def plan_telling_both(tx: Tx, taken: TakenOver) -> None:
    """Have both told who takes a duty over or gives it back."""
    duty = await tx.one_or_none(select(Duty).where(Duty.id == taken.duty))
    if duty is not None:
        what = "duty_taken_over" if taken.stands_in else "duty_handed_back"
        key = f"{taken.duty}/{what}/{taken.at:%Y%m%d%H%M%S}"
        await jobs.put(tx, TELL_OF_DUTY, key, due=taken.at, places=(duty.lo, duty.hi))


async def plan_telling_off(tx: Tx, changed: DayChanged) -> None:
    """Have those told whose duty does not take place, if the day was announced."""
    day = await tx.one_or_none(select(Day).where(Day.day == changed.day))
    is_off = changed.state in {DayState.POSTPONED, DayState.CANCELLED} and changed.was != DayState.DRAFT
    if day is not None and is_off and not day.is_rehearsal:
        key = f"{day.day}/duty_off/{changed.state}"
        await jobs.put(tx, TELL_OF_DUTY, key, due=changed.at, places=(day.holder, day.holder_last))


def duty_teller(clock: Clock, sealer: Sealer, origin: str) -> Handler:
    """Make the handler of the job: a notice to each who is concerned and has an address."""

    async def tell(tx: Tx, job: Job) -> None:
        about, kind, _ = job.key.split("/")
        if kind == "duty_off":
            day = await tx.one_or_none(select(Day).where(Day.day == about))
            duties = [] if day is None else list(await duties_of(tx, day.day))
            told = set() if day is None else {one.id for one in await addressees(tx, day)}
        else:
            duties = list(await tx.scalars(select(Duty).where(Duty.id == UUID(about))))
            day = await tx.one_or_none(select(Day).where(Day.day == duties[0].day)) if duties else None
            told = set()  # of the day itself they hear from the agenda
        if day is None:
            return
        names = await names_of(tx, accounts_in(duties))
        drafts = []
        for duty in duties:
            begins = (await held(tx, day, [duty]))[0].fact.span.begins
            for ident in {duty.account_id, duty.substitute} - told - {None}:
                account = names.get(ident) if ident is not None else None
                email = None if account is None else await email_of(tx, sealer, account)
                if account is not None and email:
                    key = f"{job.key}:{account.id}"
                    drafts.append(_draft(kind, key, account, email, _values(day, duty, names, begins, origin), clock))
                    told = told | ({account.id} if kind == "duty_off" else set())
        await enqueue(tx, sealer, drafts)

    return tell


Values = Mapping[Language, Mapping[str, str]]


def _values(day: Day, duty: Duty, names: Mapping[UUID, Account], begins: datetime, origin: str) -> Values:
    substitute = names.get(duty.substitute) if duty.substitute is not None else None
    who = {"name": names[duty.account_id].name, "substitute": "" if substitute is None else substitute.name}
    moved = None if day.moved_to is None else parse_day(day.moved_to).date
    zh = "" if moved is None else f"改至{date_in_words(moved, 'zh')}。"
    en = "" if moved is None else f"The new date is {date_in_words(moved, 'en')}. "
    link = {"link": f"{origin}/duty"}
    return {
        "zh": {**who, **link, "day": day.name_zh, "from": moment_in_words(begins, "zh"), "more": zh},
        "en": {**who, **link, "day": day.name_en, "from": moment_in_words(begins, "en"), "more": en},
    }


def _draft(kind: str, key: str, account: Account, email: str, values: Values, clock: Clock) -> Draft:
    language: Language = "en" if account.language == "en" else "zh"
    now = clock.now()
    return Draft(
        kind=kind,
        key=key,
        place=account.lo,
        to=email,
        language=language,
        values=values[language],
        due=now,
        until=now + KEPT,
        urgent=True,
    )
