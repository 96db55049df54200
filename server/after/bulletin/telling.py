"""Those at the levels below are told by mail when a bulletin is published."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from server.after.bulletin.composing import REQUIREMENTS
from server.after.bulletin.messages import BulletinPublished
from server.after.bulletin.model import Bulletin
from server.before.agenda.model import Day
from server.clock import Clock
from server.day_code import parse_day
from server.db import Tx
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.texts import Template, Text, date_in_words
from server.people.contact import email_of
from server.people.model import Account
from server.people.rules import Role
from server.place import region_of
from server.sealing import Sealer
from server.sites.reference import shipped

TELL_OF_BULLETIN: Final = "tell_of_bulletin"
KIND: Final = "bulletin_published"
TOLD: Final = frozenset({Role.ORGANISER, Role.OFFICER})
USEFUL: Final = timedelta(days=7)
_NONE: Final[Mapping[Language, str]] = {"zh": "无", "en": "nothing"}
_SAMPLE_ZH: Final = {
    "region": "湖南省",
    "date": "2026年12月10日（星期四）",
    "number": "2026年第12期",
    "matters": "959",
    "resolved": "240",
    "requirements": "核实约定支付的到账情况（12月31日前）",
    "link": "https://reception.example.org/bulletin",
}
_SAMPLE_EN: Final = {**_SAMPLE_ZH, "region": "Hunan", "date": "Thursday, 10 December 2026", "number": "No. 12 of 2026"}
TEXTS: Final[Mapping[str, Template]] = {
    KIND: Template(
        zh=Text(
            "通报：{region} {number}",
            "{region}{date}接访日的通报（{number}）已发布：登记 {matters} 件次，现场解决 {resolved} 件次。"
            "工作要求：{requirements}\n\n本级通报：{link}",
            _SAMPLE_ZH,
        ),
        en=Text(
            "Bulletin: {region}, {number}",
            "The bulletin of {region} on the reception day of {date} ({number}) is published: {matters} matters"
            " registered, {resolved} resolved on site. It requires: {requirements}\n\nBulletins of your level: {link}",
            _SAMPLE_EN,
        ),
    )
}


async def plan_telling_bulletin(tx: Tx, told: BulletinPublished) -> None:
    """Have the levels below told of a bulletin; of a rehearsed day they are not."""
    bulletin = await tx.get(Bulletin, told.bulletin)
    day = await tx.one_or_none(select(Day).where(Day.day == bulletin.day))
    if day is not None and not day.is_rehearsal:
        await jobs.put(tx, TELL_OF_BULLETIN, str(bulletin.id), due=told.at, places=told.level)


def bulletin_teller(clock: Clock, sealer: Sealer, origin: str) -> Handler:
    """Make the handler of the job: a letter to each organiser and officer of a region below the bulletin's."""

    async def tell(tx: Tx, job: Job) -> None:
        bulletin = await tx.get(Bulletin, UUID(job.key))
        now = clock.now()
        drafts = []
        for account in await _addressees(tx, bulletin):
            email = await email_of(tx, sealer, account)
            if not email:
                continue
            language: Language = "en" if account.language == "en" else "zh"
            drafts.append(
                Draft(
                    kind=KIND,
                    key=f"{KIND}/{bulletin.id}/{account.id}",
                    place=account.lo,
                    to=email,
                    language=language,
                    values=_values(bulletin, language, origin),
                    due=now,
                    until=now + USEFUL,
                )
            )
        if drafts:
            await enqueue(tx, sealer, drafts)

    return tell


async def _addressees(tx: Tx, bulletin: Bulletin) -> Sequence[Account]:
    """Accounts of regions below the bulletin's, with an address; none of a single site."""
    within = (Account.lo >= bulletin.lo, Account.hi <= bulletin.hi)
    with_address = (Account.email_sealed.is_not(None), Account.suspended_at.is_(None))
    found = await tx.scalars(select(Account).where(*within, *with_address).order_by(Account.id))
    return [
        one
        for one in found
        if (one.lo, one.hi) != bulletin.level and one.lo != one.hi and not TOLD.isdisjoint(one.roles)
    ]


def _values(bulletin: Bulletin, language: Language, origin: str) -> dict[str, str]:
    region = shipped().regions.get(region_of(bulletin.lo))
    total = (bulletin.figures or {}).get("total", {})
    n, year = bulletin.number, bulletin.year
    name = bulletin.place if region is None else (region.name_en if language == "en" else region.name_zh)
    return {
        "region": name,
        "date": date_in_words(parse_day(bulletin.day).date, language),
        "number": (f"No. {n} of {year}" if language == "en" else f"{year}年第{n}期"),
        "matters": str(total.get("matters", 0)),
        "resolved": str(total.get("resolved_on_site", 0)),
        "requirements": ("; " if language == "en" else "；").join(_required(bulletin)) or _NONE[language],
        "link": f"{origin}/bulletin",
    }


def _required(bulletin: Bulletin) -> list[str]:
    """What the published document requires: the points under that heading."""
    found: list[str] = []
    is_there = False
    for block in (bulletin.document or {}).get("blocks", ()):
        if block["kind"] == "heading":
            is_there = block["text"].endswith(REQUIREMENTS)
        elif is_there and block["kind"] == "point":
            found.append(block["text"])
    return found
