"""Bulletins as the API says them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from aiohttp import web

from server.after.bulletin import actions, making, reads, standing
from server.after.bulletin.api.shapes import (
    BulletinAnswer,
    BulletinRow,
    CheckShape,
    ChosenShape,
    FileShape,
    RequirementShape,
    TypedShape,
)
from server.after.bulletin.checks import Check, checks
from server.after.bulletin.contents import Typed
from server.after.bulletin.document import Document
from server.after.bulletin.model import Bulletin
from server.after.bulletin.rules import BulletinState
from server.after.bulletin.sealing import reason_of, typed_of
from server.before.agenda.hours import today_of
from server.before.agenda.rules import ZONE
from server.day_code import parse_day
from server.db import Tx
from server.http.ask import Ask
from server.keys import DATABASE, SEALER
from server.people.rules import Person
from server.sites.reference import shipped

WRITES, REVIEWS = "write_bulletins", "review_bulletins"


def reads_drafts(person: Person) -> bool:
    """Whether a person writes or reviews bulletins, and so reads those that are not published."""
    return not person.scope.capabilities.isdisjoint({WRITES, REVIEWS})


def today(ask: Ask[Person]) -> dt.date:
    """The date where the days are held."""
    return today_of(ZONE, ask.now)


async def rows_told(tx: Tx, found: Sequence[Bulletin]) -> list[BulletinRow]:
    corrected = await reads.by_ids(tx, [one.corrects for one in found if one.corrects is not None])
    return [BulletinRow(**_row(one, corrected)) for one in found]


async def bulletin_told(request: web.Request, ask: Ask[Person], ident: UUID) -> BulletinAnswer:
    """All of one bulletin: a draft as it would be sent now, another as it was sent."""
    sealer, drafts = request.app[SEALER], reads_drafts(ask.person)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        bulletin = await reads.find_bulletin(tx, ident, drafts=drafts)
        corrected = await reads.by_ids(tx, [] if bulletin.corrects is None else [bulletin.corrects])
        found: list[Check] | None = None
        document, public = actions.document_of(bulletin.document), actions.document_of(bulletin.public)
        is_signed = bulletin.figures is not None
        typed = await typed_of(tx, sealer, bulletin) if drafts else None
        if document is None or public is None:
            drafted = await standing.drafted(tx, sealer, bulletin, now=ask.now, today=today(ask))
            names = await standing.names_in(tx, ask.seals, bulletin, drafted)
            found = checks(drafted.facts, drafted.typed, names=names, today=today(ask))
            document, public = drafted.document, drafted.public
            is_signed = drafted.facts.figures.is_signed
        files = await reads.files_of(tx, bulletin)
        return BulletinAnswer(
            **{**_row(bulletin, corrected), "title": document.title},
            version=bulletin.version,
            is_signed=is_signed,
            today=today(ask),
            typed=None if typed is None else _typed(typed),
            checks=None
            if found is None
            else [CheckShape(name=one.name, verdict=one.verdict, said=one.said) for one in found],
            returned=await reason_of(tx, sealer, bulletin) if drafts else None,
            sent_by=bulletin.sent_by_name,
            sent_by_oneself=bulletin.sent_by == ask.person.principal,
            published_by=bulletin.published_by_name,
            document=document,
            public=public,
            files=[FileShape(edition=one.edition, form=one.form) for one in files],
            making=await making.is_making(tx, bulletin),
        )


def _typed(typed: Typed) -> TypedShape:
    return TypedShape(
        title=typed.title,
        issuer=typed.issuer,
        features=list(typed.features),
        requirements=[RequirementShape(text=one.text, due_on=one.due_on) for one in typed.requirements],
        cases=[
            ChosenShape(case=UUID(one.case), consent=one.consent, consented_on=one.consented_on) for one in typed.cases
        ],
    )


def _row(one: Bulletin, corrected: Mapping[UUID, Bulletin]) -> dict[str, Any]:
    region = shipped().regions.get(one.place)
    before = None if one.corrects is None else corrected.get(one.corrects)
    published = one.state is BulletinState.PUBLISHED
    return {
        "id": one.id,
        "day": parse_day(one.day),
        "place": one.place,
        "place_zh": one.place if region is None else region.name_zh,
        "place_en": one.place if region is None else region.name_en,
        "state": one.state,
        "year": one.year,
        "number": one.number,
        "corrects": None if before is None else f"{before.year}/{before.number}",
        "title": _title(actions.document_of(one.document)) if published else None,
        "saved_at": one.saved_at,
        "published_at": one.published_at,
    }


def _title(document: Document | None) -> str | None:
    return None if document is None else document.title
