"""Leaders and coordinators are told by mail when a day is announced, opens, is put off or called off."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from server.before.agenda.hours import hour_of
from server.before.agenda.messages import DayChanged
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayState
from server.clock import Clock
from server.day_code import parse_day
from server.db import Tx
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.rules import Channel
from server.notices.texts import Template, Text, date_in_words
from server.people.contact import email_of
from server.people.model import Account
from server.people.rules import Role
from server.sealing import Sealer

TELL_OF_DAY: Final = "tell_of_day"
TOLD: Final = frozenset({Role.LEADER, Role.COORDINATOR})
SOON: Final = timedelta(days=1)
"""A day that is put off or called off so shortly before it is told in the quiet hours too."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is told when a day has come to a state, as long as it is in one of ``still``."""

    kind: str
    still: frozenset[DayState]


OCCASIONS: Final[Mapping[DayState, Occasion]] = {
    DayState.ANNOUNCED: Occasion("day_announced", frozenset({DayState.ANNOUNCED, DayState.LINE_CHECK, DayState.LIVE})),
    DayState.LIVE: Occasion("day_opened", frozenset({DayState.LIVE})),
    DayState.POSTPONED: Occasion("day_postponed", frozenset({DayState.POSTPONED})),
    DayState.CANCELLED: Occasion("day_cancelled", frozenset({DayState.CANCELLED})),
}
_SAMPLE_ZH: Final = {
    "name": "十二月接访日",
    "date": "2026年12月10日（星期四）",
    "opens": "08:30",
    "closes": "17:30",
    "link": "https://reception.example.org",
    "more": "原因：场地检修。",
}
_SAMPLE_EN: Final = {
    **_SAMPLE_ZH,
    "name": "Reception day of December",
    "date": "Thursday, 10 December 2026",
    "more": "Reason: repairs at the site. ",
}
_HOURS_ZH: Final = "{name}：{date} {opens}—{closes}"
_HOURS_EN: Final = "{name}: {date}, {opens}–{closes}"


def _template(title_zh: str, zh: str, title_en: str, en: str) -> Template:
    return Template(
        zh=Text(title_zh, f"{zh}\n\n{_HOURS_ZH}\n\n登录系统：{{link}}", _SAMPLE_ZH),
        en=Text(title_en, f"{en}\n\n{_HOURS_EN}\n\nSign in: {{link}}", _SAMPLE_EN),
    )


TEXTS: Final[Mapping[str, Template]] = {
    "day_announced": _template(
        "接访日公告：{date}",
        "接访日已公告，您所在的接访点参加。请确认人员、场地和设备。",
        "Reception day announced: {date}",
        "A reception day has been announced, and a site of yours takes part. Please confirm people, rooms and devices.",
    ),
    "day_opened": _template(
        "接访日已开始：{date}",
        "接访日已开始，接访点可以接待群众。",
        "Reception day open: {date}",
        "The reception day has begun, and its sites receive petitioners.",
    ),
    "day_postponed": _template(
        "接访日推迟：{date}",
        "接访日已推迟，原定时间不再接访。{more}请告知已预约的群众。",
        "Reception day put off: {date}",
        "The reception day has been put off and does not take place then. {more}"
        "Please tell petitioners who have an appointment.",
    ),
    "day_cancelled": _template(
        "接访日取消：{date}",
        "接访日已取消。{more}请告知已预约的群众。",
        "Reception day called off: {date}",
        "The reception day has been called off. {more}Please tell petitioners who have an appointment.",
    ),
}


async def plan_telling(tx: Tx, changed: DayChanged) -> None:
    """Have people told of what became of a day; of a draft that is called off they never heard."""
    is_news = changed.state in OCCASIONS and (changed.was, changed.state) != (DayState.DRAFT, DayState.CANCELLED)
    if not is_news:
        return
    day = await tx.one_or_none(select(Day).where(Day.day == changed.day))
    if day is not None and not day.is_rehearsal:
        key = f"{changed.day}/{changed.state}"
        await jobs.put(tx, TELL_OF_DAY, key, due=changed.at, places=(day.holder, day.holder_last))


def teller(clock: Clock, sealer: Sealer, origin: str, *, tells_group: bool) -> Handler:
    """Make the handler of the job: a notice goes to each leader and coordinator with an address, and to the group."""

    async def tell(tx: Tx, job: Job) -> None:
        code, _, state = job.key.partition("/")
        day = await tx.one_or_none(select(Day).where(Day.day == code))
        occasion = OCCASIONS[DayState(state)]
        if day is None or day.state not in occasion.still:
            return  # overtaken: what became of it since is told instead
        about = _About(day, occasion, origin, clock.now())
        found = [(account, await email_of(tx, sealer, account)) for account in await addressees(tx, day)]
        drafts = [_to_account(about, account, email) for account, email in found if email]
        await enqueue(tx, sealer, [*drafts, *([_to_group(about)] if tells_group else [])])

    return tell


async def addressees(tx: Tx, day: Day) -> Sequence[Account]:
    """The leaders and coordinators with an address whose places hold a site of the day, and who receives at one."""
    sites = await tx.rows(select(SiteSession.place, SiteSession.leader).where(SiteSession.day == day.day))
    places, receiving = sorted(row[0] for row in sites), {row[1] for row in sites}
    reach = (Account.lo <= day.last_place, Account.hi >= day.first_place)
    with_address = (Account.email_sealed.is_not(None), Account.suspended_at.is_(None))
    found = await tx.scalars(select(Account).where(*reach, *with_address).order_by(Account.id))
    return [
        account
        for account in found
        if account.id in receiving or (account.roles & TOLD and _holds_any(account, places))
    ]


def _holds_any(account: Account, places: Sequence[int]) -> bool:
    first = bisect_left(places, account.lo)
    return first < len(places) and places[first] <= account.hi


@dataclass(frozen=True, slots=True)
class _About:
    """What is told, and when."""

    day: Day
    occasion: Occasion
    origin: str
    now: datetime


def _to_account(about: _About, account: Account, email: str) -> Draft:
    language: Language = "en" if account.language == "en" else "zh"
    return _draft(about, str(account.id), account.lo, email, language, Channel.MAIL)


def _to_group(about: _About) -> Draft:
    return _draft(about, "group", about.day.holder, "", "zh", Channel.HOOK)


def _more(day: Day, language: Language) -> str:
    """Of a day that was put off the new date, and the reason if one was given, as people are told it."""
    is_english, said = language == "en", list[str]()
    if day.moved_to is not None:
        moved = date_in_words(parse_day(day.moved_to).date, language)
        said.append(f"The new date is {moved}." if is_english else f"改至{moved}。")
    elif day.state is DayState.POSTPONED:
        said.append("Another date will follow." if is_english else "新的日期将另行通知。")
    if day.reason is not None:
        reason = day.reason.rstrip("。.；; ")
        said.append(f"Reason: {reason}." if is_english else f"原因：{reason}。")
    return "".join(f"{one} " for one in said) if is_english else "".join(said)


def _draft(about: _About, receiver: str, place: int, to: str, language: Language, channel: Channel) -> Draft:
    day, occasion = about.day, about.occasion
    begins, closes = hour_of(day, day.opens_at), hour_of(day, day.closes_at)
    is_called_off = day.state in {DayState.POSTPONED, DayState.CANCELLED}
    values = {
        "name": day.name_en if language == "en" else day.name_zh,
        "date": date_in_words(day.date, language),
        "opens": f"{day.opens_at:%H:%M}",
        "closes": f"{day.closes_at:%H:%M}",
        "link": about.origin,
        "more": _more(day, language),
    }
    return Draft(
        kind=occasion.kind,
        key=f"{occasion.kind}:{day.day}:{day.version}:{receiver}",
        place=place,
        to=to,
        language=language,
        values=values,
        due=about.now,
        until=max(closes, about.now + SOON) if is_called_off else closes,
        channel=channel,
        urgent=is_called_off and begins - about.now < SOON,
    )
