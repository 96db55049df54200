"""What becomes of bookings that are heard with another once that one changes, and what their telephones are told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from server.before.booking.messages import BookingChanged
from server.before.booking.model import Booking
from server.before.booking.reads import words_in
from server.before.booking.rules import OPEN, BookingState, Happening
from server.before.triage import joining
from server.clock import Clock
from server.db import Tx
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.rules import Channel
from server.notices.texts import Template, Text
from server.people.audit import MACHINE
from server.sealing import Sealer
from server.sites.model import Site

TELL_OF_JOINING: Final = "tell_of_joining"
JOINED, APART = "booking_joined", "booking_apart"
KEPT: Final = timedelta(days=7)
"""So long a message is of use."""
GO_WITH: Final = frozenset({Happening.WITHDRAW, Happening.MOVE, Happening.EXPIRE})
_SAMPLE_ZH: Final = {"site": "（示例）芙蓉区接访点", "link": "https://reception.example.org/b/HN-D-430102"}
_SAMPLE_EN: Final = {**_SAMPLE_ZH, "site": "Furong site (example)"}
TEXTS: Final[Mapping[str, Template]] = {
    JOINED: Template(
        zh=Text(
            "您的预登记：合并接访",
            "您的预登记与另一件同一事项合并，在{site}一起接访。查询码不变，凭查询码看日期：{link}",
            _SAMPLE_ZH,
        ),
        en=Text(
            "Your pre-registration: heard together",
            "Your matter is heard together with another pre-registration of the same matter, at {site}. "
            "Your query code stays and tells the date: {link}",
            _SAMPLE_EN,
        ),
    ),
    APART: Template(
        zh=Text(
            "您的预登记：单独接访", "您的预登记恢复为单独一件，由{site}接访。请凭查询码核对日期：{link}", _SAMPLE_ZH
        ),
        en=Text(
            "Your pre-registration: heard by itself",
            "Your matter is heard by itself again, at {site}. Check the date at your query code: {link}",
            _SAMPLE_EN,
        ),
    ),
}


async def follow_standing(tx: Tx, changed: BookingChanged) -> None:
    """Let the bookings that are heard with one go with it, and close the joinings of one that stands by itself."""
    booking = await tx.one_or_none(select(Booking).where(Booking.id == changed.booking))
    if booking is None:
        return
    if booking.joined_to is None and changed.happening is not Happening.SUBMIT:
        await joining.end_open(tx, booking.id, by=changed.by, now=changed.at)
    if changed.happening in GO_WITH:
        await joining.follow(tx, booking, changed.happening, by=MACHINE, now=changed.at)


async def plan_telling_joined(tx: Tx, changed: BookingChanged) -> None:
    """Have a person told that their matter is heard with another, or by itself again; by a job, at once."""
    if changed.happening not in {Happening.JOIN, Happening.SPLIT}:
        return
    kind = JOINED if changed.happening is Happening.JOIN else APART
    places = (changed.place, changed.place)
    await jobs.put(tx, TELL_OF_JOINING, f"{changed.booking}/{kind}", due=changed.at, places=places)


def joining_teller(clock: Clock, sealer: Sealer, origin: str, *, tells_phones: bool) -> Handler:
    """Make the handler of the job: one message to the telephone of a booking, if it still stands so."""

    async def tell(tx: Tx, job: Job) -> None:
        ident, kind = job.key.split("/")
        booking = await tx.one_or_none(select(Booking).where(Booking.id == UUID(ident)))
        if not tells_phones or booking is None:
            return
        stands_so = booking.state is BookingState.JOINED if kind == JOINED else booking.state in OPEN
        words = await words_in(tx, sealer, booking) if stands_so else None
        if words is None or not words.petitioner.phone:
            return
        language: Language = "en" if booking.reads == "en" else "zh"
        site, now = await tx.get(Site, booking.site), clock.now()
        draft = Draft(
            kind=kind,
            key=f"{job.key}/{booking.version}",
            place=booking.place,
            to=words.petitioner.phone,
            language=language,
            values={
                "site": site.name_en if language == "en" else site.name_zh,
                "link": f"{origin}/b/{booking.site}",
            },
            due=now,
            until=now + KEPT,
            channel=Channel.SMS,
        )
        await enqueue(tx, sealer, [draft])

    return tell
