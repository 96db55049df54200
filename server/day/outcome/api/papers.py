"""Routes of the outcome: what each disposition requires, and the notice that goes with an outcome, as PDF."""

from aiohttp import web

from server.before.agenda.actions import find_day
from server.day.outcome import letters, rules, signing
from server.day.record.reads import head_of, told_of
from server.day_code import DayCode
from server.db import EVERYWHERE
from server.errors import NotFound
from server.http.ask import Ask
from server.http.downloads import download
from server.http.inert import INERT
from server.http.route import Route, Shape
from server.journal.model import Matter, MatterKey
from server.keys import DATABASE, PRESS, SEALER, SETTINGS, Principal
from server.people.audit import record
from server.people.rules import Person, require
from server.sites.actions import find_site
from server.sites.keys import REFERENCE
from server.units.reads import choices


class DispositionAnswer(Shape):
    outcome: str
    requires: list[str]
    explained: list[str]


class DispositionsAnswer(Shape):
    items: list[DispositionAnswer]


async def get_dispositions(_request: web.Request, _principal: Principal) -> DispositionsAnswer:
    return DispositionsAnswer(
        items=[
            DispositionAnswer(
                outcome=outcome, requires=list(required), explained=list(rules.explanations_after(outcome))
            )
            for outcome, required in rules.REQUIRES.items()
        ]
    )


async def get_letter_pdf(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, matter: str
) -> web.Response:
    """The notice of a matter, which names the petitioner: each one that is made is a line in the log."""
    person, reference = ask.person, request.app[REFERENCE]
    if person.kind == "account":
        require(person, "see_persons")
    async with request.app[DATABASE].transaction(person.scope) as tx:
        head = await head_of(tx, day, site)
        row = await tx.get(Matter, (day, head.place, matter.lower()))
        state = await told_of(tx, ask.seals, MatterKey(row.day, row.place, row.matter))
        if state is None:
            raise NotFound("not_found")
        letters.document_of(row.outcome, reference)
        signed = await signing.signed_of(tx, request.app[SEALER], MatterKey(row.day, row.place, row.matter))
        on, at = await find_day(tx, day), await find_site(tx, site)
        about = f"matter:{day}/{site}/{row.matter}"
        await record(tx, person.principal, "notice_printed", about, place=head.place, now=ask.now)
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        units = await choices(tx, head.place, on.date)
    facts = letters.Facts(state=state, site=at, day=on, matter=row, units=units, signed=signed[-1] if signed else None)
    values = letters.values(facts, reference, origin=request.app[SETTINGS].origin())
    made = await request.app[PRESS].pdf("letter", values, dated=ask.now, kept=False)
    answer = download(made, name=f"{values['title']}-{row.ticket or row.matter}.pdf", media="application/pdf")
    answer.headers.update(INERT)
    answer.headers["Cache-Control"] = "no-store"
    return answer


routes = [
    Route(
        "GET",
        "/api/dispositions",
        get_dispositions,
        answer=DispositionsAnswer,
        who="session|device",
        summary_zh="每种处理结果在窗口须填写什么",
        summary_en="What the desk requires of each outcome",
    ),
    Route(
        "GET",
        "/api/days/{day}/sites/{site}/matters/{matter}/notice.pdf",
        get_letter_pdf,
        media="application/pdf",
        answer=bytes,
        who="session|device",
        errors=("not_found", "not_allowed", "outcome_not_counted", "no_document", "font_missing", "printing_busy"),
        summary_zh="与处理结果相应的告知书、交办单或记录，PDF（A4）；每次留痕",
        summary_en="The notice that goes with an outcome as a PDF (A4); each one is a line in the log",
    ),
]
