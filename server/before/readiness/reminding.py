"""Reminders to coordinators of sites that are not ready: by hand, the text shown first, and by itself at each round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from server.before.agenda.actions import move_day
from server.before.agenda.hours import hour_of
from server.before.agenda.messages import DayChanged, HoursChanged
from server.before.agenda.model import Day
from server.before.agenda.opening import AWAITS
from server.before.agenda.rules import DayHappening, DayState
from server.before.agenda.telling import addressees
from server.before.readiness import reads, rules
from server.before.readiness.actions import row_to_change
from server.before.readiness.board import lacking_at, schedule_on
from server.before.readiness.reads import SiteOfDay
from server.before.readiness.rules import Bar, Check, Round
from server.clock import Clock, Moment, moment_on
from server.db import Tx
from server.errors import Conflict
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.rules import Channel
from server.notices.texts import Said, Template, Text, date_in_words, moment_in_words, say
from server.people.contact import email_of
from server.people.model import Account
from server.people.rules import Role
from server.place import Range
from server.sealing import Sealer

REMIND_UNREADY: Final = "remind_unready"
KIND: Final = "sites_not_ready"
NOT_AGAIN_FOR: Final = timedelta(hours=2)
NAMED_TO_GROUP: Final = 10
"""Sites that a reminder to the group names: a message there holds some 2,000 bytes."""
STALE: Final = timedelta(hours=1)
"""A reminder of a round that was due so long ago is not sent any more."""

BARS_IN_WORDS: Final[Mapping[Bar, tuple[str, str]]] = {
    "registered": ("登记、人员", "registration and people"),
    "device": ("设备", "devices"),
    "line": ("网络", "line"),
    "leader": ("领导", "leader"),
}
_SAMPLE_ZH: Final = {
    "name": "十二月接访日",
    "date": "2026年12月10日（星期四）",
    "opens": "08:30",
    "due": "2026年12月9日（星期三） 08:30",
    "sites": "芙蓉区接访点（设备、网络）",
    "link": "https://reception.example.org",
}
_SAMPLE_EN: Final = {
    **_SAMPLE_ZH,
    "name": "Reception day of December",
    "date": "Thursday, 10 December 2026",
    "due": "Wednesday, 9 December 2026, 08:30",
    "sites": "Furong District site (devices, line)",
}
TEXTS: Final[Mapping[str, Template]] = {
    KIND: Template(
        zh=Text(
            "请完成准备：{date}接访",
            "{name}（{date} {opens} 开始）还有没准备好的接访点：\n\n{sites}\n\n请在 {due} 前完成检查。"
            "在接访点的电脑上打开“开场前检查”，大约 2 分钟。\n\n登录系统：{link}",
            _SAMPLE_ZH,
        ),
        en=Text(
            "Please finish the checks for {date}",
            "{name} ({date}, {opens}) still has sites that are not ready:\n\n{sites}\n\nPlease check them by {due}: "
            'open "Check before opening" on the computer of the site, it takes two minutes.\n\nSign in: {link}',
            _SAMPLE_EN,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Unready:
    """A site to be reminded, and what it lacks in the round that is prepared for."""

    site: SiteOfDay
    lacks: Sequence[Check]

    def said(self, language: Language) -> str:
        is_english = language == "en"
        bars = [bar for bar, checks in rules.BARS.items() if set(checks) & set(self.lacks)]
        words = [BARS_IN_WORDS[bar][int(is_english)] for bar in bars]
        return (
            f"{self.site.name_en} ({', '.join(words)})" if is_english else f"{self.site.name_zh}（{'、'.join(words)}）"
        )


@dataclass(frozen=True, slots=True)
class Reminder:
    """What would be sent now: of which sites, to how many accounts, and how it reads with all of the sites."""

    sites: Sequence[Unready]
    accounts: int
    zh: Said
    en: Said


async def unready(tx: Tx, day: Day, places: Range, moment: Moment, at: Round) -> list[Unready]:
    """The sites that have not passed a round and were not reminded within two hours."""
    rows = {row.place: row for row in await reads.changed_since(tx, day.day, places, 0)}
    schedule, now = schedule_on(day), moment.micros
    since = now - rules.timedelta_micros(NOT_AGAIN_FOR)
    found = []
    for site in await reads.sites_of(tx, day.day, places):
        row = rows.get(site.place)
        lacks = lacking_at(site, row, schedule=schedule, now=now, at=at)
        if lacks and (row is None or row.reminded_at is None or row.reminded_at <= since):
            found.append(Unready(site, lacks))
    return found


async def preview(tx: Tx, day: Day, places: Range, moment: Moment, *, origin: str) -> Reminder:
    """The reminder as it would be sent now."""
    at = schedule_on(day).current(moment.micros)
    sites = await unready(tx, day, places, moment, at)
    accounts = [account for account in await _coordinators(tx, day) if _of(account, sites)]
    said = {
        language: say(TEXTS[KIND], language, _values(day, sites, at, language, origin)) for language in ("zh", "en")
    }
    return Reminder(sites, len(accounts), said["zh"], said["en"])


async def remind(
    tx: Tx, sealer: Sealer, day: Day, places: Range, moment: Moment, *, seen: Sequence[str], origin: str
) -> Reminder:
    """Send the reminder that was shown, which named the sites ``seen``.

    Conflict ``nobody_to_remind``, ``no_address`` where no coordinator can be written to, ``reminder_changed`` where the
    sites are others by now.
    """
    found = await preview(tx, day, places, moment, origin=origin)
    if not found.sites:
        raise Conflict("nobody_to_remind")
    if not found.accounts:
        raise Conflict("no_address")
    if sorted(seen) != sorted(one.site.site for one in found.sites):
        raise Conflict("reminder_changed")
    await _send(tx, sealer, day, found.sites, moment, schedule_on(day).current(moment.micros), origin=origin)
    return found


async def _send(
    tx: Tx, sealer: Sealer, day: Day, sites: Sequence[Unready], moment: Moment, at: Round, *, origin: str
) -> None:
    drafts = []
    for account in await _coordinators(tx, day):
        own, email = _of(account, sites), await email_of(tx, sealer, account)
        if own and email:
            language: Language = "en" if account.language == "en" else "zh"
            said = _values(day, own, at, language, origin)
            drafts.append(_draft(day, str(account.id), account.lo, email, language, said, moment, at))
    await enqueue(tx, sealer, drafts)
    for one in sites:
        row = await row_to_change(tx, day.day, one.site.place)
        row.reminded_at = moment.micros


def _to_group(day: Day, sites: Sequence[Unready], moment: Moment, at: Round, origin: str) -> Draft:
    """What the group of the service reads: the first sites by name, and how many there are."""
    said = _values(day, sites[:NAMED_TO_GROUP], at, "zh", origin)
    if len(sites) > NAMED_TO_GROUP:
        said["sites"] += f"；等 {len(sites)} 个接访点"
    return _draft(day, "group", day.holder, "", "zh", said, moment, at, Channel.HOOK)


async def _coordinators(tx: Tx, day: Day) -> list[Account]:
    return [account for account in await addressees(tx, day) if Role.COORDINATOR in account.roles]


def _of(account: Account, sites: Sequence[Unready]) -> list[Unready]:
    return [one for one in sites if account.lo <= one.site.place <= account.hi]


def _draft(
    day: Day,
    receiver: str,
    place: int,
    to: str,
    language: Language,
    values: Mapping[str, str],
    moment: Moment,
    at: Round,
    channel: Channel = Channel.MAIL,
) -> Draft:
    return Draft(
        kind=KIND,
        key=f"{KIND}:{day.day}:{receiver}:{moment.real:%Y%m%d%H%M%S}",
        place=place,
        to=to,
        language=language,
        values=values,
        due=moment.real,
        until=max(hour_of(day, day.closes_at), moment.real + STALE),
        channel=channel,
        urgent=at in {Round.HOUR, Round.LAST},
    )


def _values(day: Day, sites: Sequence[Unready], at: Round, language: Language, origin: str) -> dict[str, str]:
    between = "; " if language == "en" else "；"
    return {
        "name": day.name_en if language == "en" else day.name_zh,
        "date": date_in_words(day.date, language),
        "opens": f"{day.opens_at:%H:%M}",
        "due": moment_in_words(_due(day, at), language),
        "sites": between.join(one.said(language) for one in sites),
        "link": origin,
    }


def _due(day: Day, at: Round) -> datetime:
    return hour_of(day, day.opens_at) - rules.BEFORE[at]


async def plan_reminders(tx: Tx, changed: DayChanged | HoursChanged) -> None:
    """Have those that are not ready reminded at each round while the day awaits its opening."""
    if isinstance(changed, DayChanged) and changed.state == DayState.LINE_CHECK:
        return  # what was put when the day was announced goes on
    day = await tx.one_or_none(select(Day).where(Day.day == changed.day))
    if day is None or day.is_rehearsal:
        return
    for at in Round:
        key = f"{day.day}/{at}"
        if day.state in AWAITS:
            await jobs.put(tx, REMIND_UNREADY, key, due=_due(day, at), places=(day.holder, day.holder_last))
        else:
            await jobs.drop(tx, REMIND_UNREADY, key)


def reminder(clock: Clock, sealer: Sealer, origin: str, *, tells_group: bool = False) -> Handler:
    """Make the handler of the job: at T-1 d the line check begins, and at each round those not ready are reminded.

    Their coordinators are told by mail, and the group of the service where it has one, as of the day itself.
    """

    async def act(tx: Tx, job: Job) -> None:
        code, _, name = job.key.partition("/")
        day = await tx.one_or_none(select(Day).where(Day.day == code).with_for_update())
        at, moment_now = Round(name), clock.now()
        if day is None or day.state not in AWAITS or moment_now >= hour_of(day, day.opens_at):
            return
        if at is not Round.WEEK and day.state is DayState.ANNOUNCED:
            move_day(tx, day, DayHappening.LINE_CHECK, now=moment_now)
        if moment_now - _due(day, at) > STALE:
            return
        moment, everywhere = moment_on(day, moment_now), (day.first_place, day.last_place)
        sites = await unready(tx, day, everywhere, moment, at)
        if sites:
            await _send(tx, sealer, day, sites, moment, at, origin=origin)
            await enqueue(tx, sealer, [_to_group(day, sites, moment, at, origin)] if tells_group else [])

    return act
