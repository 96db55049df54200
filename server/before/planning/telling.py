"""Leaders whose receptions changed are written to when a timetable is published."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.before.agenda.hours import hour_of
from server.before.agenda.model import Day
from server.before.planning import reads
from server.before.planning.messages import TimetablePublished
from server.before.planning.rules import TimetableState
from server.before.roster.reads import names_of
from server.clock import Clock
from server.db import Tx
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.texts import Template, Text, date_in_words
from server.people.contact import email_of
from server.sealing import Sealer
from server.sites.model import Site

TELL_OF_TIMETABLE: Final = "tell_of_timetable"
KIND: Final = "timetable_published"
_SAMPLE_ZH: Final = {
    "day": "十二月接访日",
    "date": "2026年12月10日（星期四）",
    "times": "09:00 芙蓉区接访点；09:30 开福区接访点",
    "link": "https://reception.example.org/duty",
}
_SAMPLE_EN: Final = {
    **_SAMPLE_ZH,
    "day": "Reception day of December",
    "date": "Thursday, 10 December 2026",
    "times": "09:00 Furong District site; 09:30 Kaifu District site",
}
TEXTS: Final[Mapping[str, Template]] = {
    KIND: Template(
        zh=Text("接访安排：{date}", "{day}（{date}）您的接访安排有更新：\n\n{times}\n\n我的值班：{link}", _SAMPLE_ZH),
        en=Text(
            "Your receptions: {date}",
            "Your receptions on {day} ({date}) have changed:\n\n{times}\n\nMy duties: {link}",
            _SAMPLE_EN,
        ),
    )
}
_NONE: Final[Mapping[Language, str]] = {"zh": "目前没有安排。", "en": "None at present."}


async def plan_telling_timetable(tx: Tx, told: TimetablePublished) -> None:
    """Have those leaders told whose receptions changed; of a rehearsed day none is."""
    day = await tx.one_or_none(select(Day).where(Day.day == told.day))
    if day is None or day.is_rehearsal:
        return
    for leader in told.leaders:
        key = f"{told.day}/{leader}/{told.at:%Y%m%d%H%M%S}"
        await jobs.put(tx, TELL_OF_TIMETABLE, key, due=told.at, places=(day.holder, day.holder_last))


def timetable_teller(clock: Clock, sealer: Sealer, origin: str) -> Handler:
    """Make the handler of the job: one letter to one leader, with what is published by then."""

    async def tell(tx: Tx, job: Job) -> None:
        code, leader, _ = job.key.split("/")
        day = await tx.one_or_none(select(Day).where(Day.day == code))
        account = (await names_of(tx, [UUID(leader)])).get(UUID(leader))
        email = None if account is None else await email_of(tx, sealer, account)
        if day is None or account is None or not email:
            return
        language: Language = "en" if account.language == "en" else "zh"
        now = clock.now()
        draft = Draft(
            kind=KIND,
            key=job.key,
            place=account.lo,
            to=email,
            language=language,
            values=await _values(tx, day, UUID(leader), language, origin),
            due=now,
            until=max(now + timedelta(hours=1), hour_of(day, day.closes_at)),
            urgent=day.date == _today(day, now),
        )
        await enqueue(tx, sealer, [draft])

    return tell


def _today(day: Day, now: datetime) -> object:
    return now.astimezone(ZoneInfo(day.zone)).date()


async def _values(tx: Tx, day: Day, leader: UUID, language: Language, origin: str) -> dict[str, str]:
    slots = [one for one in await reads.slots_of(tx, day.day, TimetableState.PUBLISHED) if one.leader == leader]
    sites = {one.place: one for one in await tx.scalars(select(Site).where(Site.place.in_({s.place for s in slots})))}
    english = language == "en"
    said = [
        f"{(one.begins or 0) // 60 % 24:02}:{(one.begins or 0) % 60:02} "
        + (sites[one.place].name_en if english else sites[one.place].name_zh)
        for one in slots
        if one.place in sites
    ]
    return {
        "day": day.name_en if english else day.name_zh,
        "date": date_in_words(day.date, language),
        "times": ("; " if english else "；").join(said) or _NONE[language],
        "link": f"{origin}/duty",
    }
