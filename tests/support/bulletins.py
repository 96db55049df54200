"""Bulletins for the tests: a day beside its journal, signed at once by the level that holds it, and files read back."""

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from aiohttp import web
from openpyxl import load_workbook
from pydantic import TypeAdapter
from pypdf import PdfReader
from sqlalchemy import select

from server.after.bulletin import actions as bulletins
from server.after.bulletin import standing
from server.after.bulletin.actions import Tools
from server.after.bulletin.making import keep_files
from server.after.bulletin.model import Bulletin
from server.after.bulletin.rules import BulletinState, Edition, Form
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayKind, DayState, SiteState
from server.day.sign_off import actions, reads
from server.day.sign_off.actions import Doing
from server.db import EVERYWHERE, Database
from server.keys import DATABASE, SEALER, SEALS
from server.place import Range
from tests.support.asking import NOWHERE, Target
from tests.support.days import PROVINCE, places
from tests.support.plan import person, site

DAY = "2023-11-09"
SIX = datetime(2023, 11, 9, 10, tzinfo=UTC)
NO_ID = "018bb165-9350-7000-8000-000000000009"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


async def plan(database: Database) -> None:
    """Put the shared day and its sites beside the journal that was played."""
    async with database.transaction(EVERYWHERE) as tx:
        for code, place in places().items():
            one = site(f"{code}-000000")
            one.code, one.place, one.telephone, one.name_zh = code, place, None, f"（示例）{code}接访点"
            tx.add(one)
        holder, last = PROVINCE
        tx.add(
            Day(
                day=DAY,
                date=SIX.date(),
                holder=holder,
                holder_last=last,
                name_zh="（示例）接访日",
                name_en="(Sample) day",
                zone="Asia/Shanghai",
                opens_at=time(8, 30),
                closes_at=time(17, 30),
                first_place=min(places().values()),
                last_place=max(places().values()),
                state=DayState.CLOSING,
                kind=DayKind.JOINT,
            )
        )
        await tx.flush()
        for code, place in places().items():
            tx.add(SiteSession(day=DAY, place=place, site=code, state=SiteState.EXPECTED))


async def sign(database: Database, level: Range = PROVINCE, *, day: str = DAY) -> None:
    """Sign a level with a reason for those below that did not; of the level that holds the day it freezes all."""
    async with database.transaction(EVERYWHERE) as tx:
        version = (await reads.live_totals(tx, day, level))[level][0]
        doing = Doing(day, level, person("organiser"), SIX)
        await actions.sign(tx, doing, seen=version, reason="（示例）下级线路中断")


async def adjust(database: Database, reason: str, *, day: str = DAY, level: Range = PROVINCE) -> None:
    """Sign what was recorded since as an adjustment."""
    async with database.transaction(EVERYWHERE) as tx:
        version = (await reads.live_totals(tx, day, level))[level][0]
        await actions.adjust(tx, Doing(day, level, person("organiser"), SIX), seen=version, reason=reason)


def docx_text(content: bytes) -> str:
    """All text of a Word file, read without the library that wrote it; cells of a row are parted by a stroke."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
        assert not [name for name in archive.namelist() if "vba" in name.lower() or "embeddings" in name]
        roots = [ET.fromstring(archive.read(name)) for name in names]  # noqa: S314  # our own file
    rows = []
    for root in roots:
        for row in root.iter(f"{WORD}tr"):
            cells = ["".join(t.text or "" for t in cell.iter(f"{WORD}t")) for cell in row.iter(f"{WORD}tc")]
            rows.append("|".join(cells))
        rows += ["".join(t.text or "" for t in line.iter(f"{WORD}t")) for line in root.iter(f"{WORD}p")]
    return "\n".join(rows)


def pdf_text(content: bytes) -> str:
    """All text of a PDF without blanks."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def sheets_of(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each sheet of a workbook."""
    book = load_workbook(io.BytesIO(content))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return {sheet.title: list(sheet.values) for sheet in book}


async def bulletin_targets(app: web.Application, levels: Iterable[Range]) -> dict[str, list[Target]]:
    """A published bulletin of each of these levels; and one that does not exist."""
    tools, today = Tools(app[SEALER], app[SEALS]), SIX.date()
    writer = person("organiser", name=NO_ID)  # an account that is gone, as the log may hold
    targets = [Target({"bulletin": NO_ID, "form": "pdf"}, NOWHERE)]
    for level in levels:
        async with app[DATABASE].transaction(EVERYWHERE) as tx:
            row = await bulletins.begin(tx, tools, DAY, level, by=writer, now=SIX, today=today)
            drafted = await standing.drafted(tx, tools.sealer, row, now=SIX, today=today)
            dumped = [
                TypeAdapter(type(one)).dump_python(one, mode="json") for one in (drafted.document, drafted.public)
            ]
            row.document, row.public = dumped
            row.state, row.year, row.number, row.published_at = BulletinState.PUBLISHED, 2023, 1, SIX
        targets.append(Target({"bulletin": str(row.id), "form": "pdf"}, level))
    return {"bulletin": targets}


async def change_bulletins(app: web.Application, level: Range) -> None:
    """Make another version of each bulletin of a level, and a file of it."""
    async with app[DATABASE].transaction(EVERYWHERE) as tx:
        own = (Bulletin.lo == level[0], Bulletin.hi == level[1])
        for row in await tx.scalars(select(Bulletin).where(*own).with_for_update()):
            row.saved_at += timedelta(hours=1)
            await tx.flush()
            made = {(Edition.FULL, Form.PDF): b"%PDF"}
            await keep_files(tx, app[SEALER], row.id, row.version, made, now=SIX)
