"""What becomes of appointments when their persons withdraw or change the day, and what their telephones are told."""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.before.agenda.hours import hour_of
from server.before.agenda.model import Day
from server.before.booking.messages import BookingChanged
from server.before.booking.model import Booking
from server.before.booking.reads import words_in
from server.before.booking.rules import OPEN, Happening, Meeting
from server.before.planning.by_hand import drop_slots, leaders_of
from server.before.planning.messages import TimetablePublished
from server.clock import Clock
from server.db import Tx
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.rules import Channel
from server.notices.texts import Template, Text, date_in_words
from server.sealing import Sealer
from server.sites.model import Site

TELL_OF_APPOINTMENT: Final = "tell_of_appointment"
AGREED, TOMORROW, OFF = "appointment_agreed", "appointment_tomorrow", "appointment_off"
EVE: Final = time(17)
"""The hour of the day before at which a person is reminded."""
LETS_GO: Final = frozenset({Happening.WITHDRAW, Happening.CORRECT, Happening.MOVE, Happening.JOIN})
"""What lets an appointment or a planned time go: its person did, or another site, day or booking has them."""
_ZH: Final = {"date": "2026年12月10日（星期四）", "time": "10:00", "site": "浏阳市接访点", "meeting": "视频"}
_EN: Final = {
    "date": "Thursday, 10 December 2026",
    "time": "10:00",
    "site": "Liuyang City site",
    "meeting": "by video",
}
_WHEN_ZH: Final = "{date}{time}，{site}，{meeting}。请提前十五分钟到；到点为您保留十分钟。"
_WHEN_EN: Final = "{date}, {time}, {site}, {meeting}. Please come 15 minutes early; the time is held for ten minutes."
TEXTS: Final[Mapping[str, Template]] = {
    AGREED: Template(
        zh=Text("接访时间已约好", f"接访时间已约好：{_WHEN_ZH}凭查询码可改期或撤回。", _ZH),
        en=Text("Your time with a leader", f"Your time with a leader: {_WHEN_EN} Change it at your query code.", _EN),
    ),
    TOMORROW: Template(
        zh=Text("明天接访", f"提醒您明天接访：{_WHEN_ZH}请带好身份证件和材料。", _ZH),
        en=Text("Your reception tomorrow", f"Tomorrow: {_WHEN_EN} Please bring your papers.", _EN),
    ),
    OFF: Template(
        zh=Text(
            "约定的接访时间已取消",
            "原来约定的接访时间已取消。{site}仍可现场登记排队，凭查询码可查看。",
            {"site": "浏阳市接访点"},
        ),
        en=Text(
            "Your time was taken back",
            "Your time with a leader was taken back. You may still come to {site}, or look at your query code.",
            {"site": "Liuyang City site"},
        ),
    ),
}
_MEETINGS: Final[Mapping[Meeting, tuple[str, str]]] = {
    Meeting.VIDEO: ("和领导视频谈", "by video"),
    Meeting.IN_PERSON: ("当面谈", "in person"),
}


async def follow_booking(tx: Tx, changed: BookingChanged) -> None:
    """Free the time of an appointment that went, and tell the leader who expected them.

    The person is told where they did not let it go themselves.
    """
    booking = await tx.one_or_none(select(Booking).where(Booking.id == changed.booking))
    if booking is None or changed.happening not in LETS_GO or booking.appointed_at is not None:
        return
    leaders = await leaders_of(tx, booking.id)
    days = await drop_slots(tx, booking.id)
    for day in days:
        tx.tell(TimetablePublished(day, tuple(sorted(leaders)), changed.by, changed.at))
    if leaders and changed.happening is Happening.MOVE:
        await _tell_it_went(tx, booking, days, changed.at)


async def _tell_it_went(tx: Tx, booking: Booking, days: Collection[str], now: datetime) -> None:
    """Have a person told that their time does not hold any more, and not reminded of it."""
    await jobs.drop(tx, TELL_OF_APPOINTMENT, f"{booking.id}/{TOMORROW}")
    of_days = await tx.scalars(select(Day).where(Day.day.in_(days)))
    if not all(day.is_rehearsal for day in of_days):
        places = (booking.place, booking.place)
        await jobs.put(tx, TELL_OF_APPOINTMENT, f"{booking.id}/{OFF}", due=now, places=places)


async def plan_telling_person(tx: Tx, changed: BookingChanged) -> None:
    """Have a person told of the time that was agreed, at once and on the day before; what was planned before is not."""
    booking = await tx.one_or_none(select(Booking).where(Booking.id == changed.booking))
    if booking is None or changed.happening is not Happening.APPOINT:
        return
    day = await tx.one_or_none(select(Day).where(Day.day == booking.day))
    if day is None or day.is_rehearsal:
        return
    places = (booking.place, booking.place)
    is_agreed = booking.appointed_at is not None
    eve = hour_of(day, EVE) - timedelta(days=1)
    await jobs.drop(tx, TELL_OF_APPOINTMENT, f"{booking.id}/{TOMORROW}")
    if changed.by != "petitioner" and (is_agreed or booking.state in OPEN):
        due = changed.at
        await jobs.put(tx, TELL_OF_APPOINTMENT, f"{booking.id}/{AGREED if is_agreed else OFF}", due=due, places=places)
    if is_agreed and changed.at < eve:
        await jobs.put(tx, TELL_OF_APPOINTMENT, f"{booking.id}/{TOMORROW}", due=eve, places=places)


def appointment_teller(clock: Clock, sealer: Sealer, *, tells_phones: bool) -> Handler:
    """Make the handler of the job: one message to the telephone of a booking, of what it has by then."""

    async def tell(tx: Tx, job: Job) -> None:
        ident, kind = job.key.split("/")
        booking = await tx.one_or_none(select(Booking).where(Booking.id == UUID(ident)))
        if not tells_phones or booking is None or booking.state not in OPEN:
            return
        at, now = booking.appointed_at, clock.now()
        if (at is None) != (kind == OFF) or (at is not None and at <= now):
            return
        said = await words_in(tx, sealer, booking)
        if said is None or not said.petitioner.phone:
            return
        language: Language = "en" if booking.reads == "en" else "zh"
        draft = Draft(
            kind=kind,
            key=f"{job.key}/{booking.version}",
            place=booking.place,
            to=said.petitioner.phone,
            language=language,
            values=await _values(tx, booking, language),
            due=now,
            until=at or now + timedelta(hours=12),
            channel=Channel.SMS,
        )
        await enqueue(tx, sealer, [draft])

    return tell


async def _values(tx: Tx, booking: Booking, language: Language) -> dict[str, str]:
    site = await tx.get(Site, booking.site)
    english = language == "en"
    name = site.name_en if english else site.name_zh
    day = await tx.one_or_none(select(Day).where(Day.day == booking.day))
    if booking.appointed_at is None or day is None:
        return {"site": name}
    at: datetime = booking.appointed_at.astimezone(ZoneInfo(day.zone))
    meeting = _MEETINGS[booking.appointed_meeting or Meeting.IN_PERSON][english]
    return {"date": date_in_words(at.date(), language), "time": f"{at:%H:%M}", "site": name, "meeting": meeting}
