"""The bulletin of the shared day says what the day must end in; Word, PDF and Excel are read by other libraries."""

from typing import Any

from server.after.bulletin import actions, child, facts
from server.after.bulletin.actions import Tools
from server.after.bulletin.carrying import Asked
from server.after.bulletin.contents import Requirement, Typed
from server.after.bulletin.model import Bulletin
from server.after.bulletin.names import names_on
from server.after.bulletin.rules import Edition, Form, in_wan
from server.db import EVERYWHERE
from server.keys import SEALER
from tests.support.bulletins import DAY, SIX, adjust, docx_text, pdf_text, plan, sheets_of, sign
from tests.support.days import PROVINCE, PlainSeals, Played, desk_of, played_day
from tests.support.plan import person
from tests.support.service import Start

EXPECTED = played_day(DAY).expected["tally"]
TOTALS = EXPECTED["totals"]
WAGES = EXPECTED["by_category"]["wage_arrears_migrant"]
TYPED = Typed(
    "关于全省接访日情况的通报", "（示例）组织方", ("欠薪仍是主要诉求。",), (Requirement("核实到账情况", SIX.date()),)
)


async def test_the_bulletin_of_the_shared_day_equals_what_is_expected(
    played: Played, database_url: str, start: Start
) -> None:
    database = await played(DAY)
    await plan(database)
    client = await start(database_url=database_url)
    tools = Tools(client.app[SEALER], PlainSeals())  # type: ignore[arg-type]  # it unseals what the day was played with
    writer, reviewer = person("organiser", name="a"), person("organiser", name="b")
    today = SIX.date()

    async def doing(step: Any, row: Bulletin, by: Any, *more: Any) -> Bulletin:
        async with database.transaction(EVERYWHERE) as tx:
            given = actions.Doing(row.id, row.version, by, SIX, today)
            made: Bulletin = await (step(tx, given) if step is actions.publish else step(tx, tools, given, *more))
            return made

    async def published() -> Bulletin:
        async with database.transaction(EVERYWHERE) as tx:
            row = await actions.begin(tx, tools, DAY, PROVINCE, by=writer, now=SIX, today=today)
        row = await doing(actions.change, row, writer, TYPED)
        row = await doing(actions.send, row, writer)
        return await doing(actions.publish, row, reviewer)

    await sign(database)
    first = await published()
    assert (first.year, first.number, first.corrects) == (2023, 1, None)
    documents = {
        edition: actions.document_of(stored)
        for edition, stored in zip(Edition, (first.document, first.public), strict=True)
    }
    files = await child.files_of(Asked(documents, SIX, None))  # type: ignore[arg-type]  # both were sent
    says = f"全天登记 {TOTALS['matters']} 件次，来访 {TOTALS['attendees']:,} 人，涉及 {TOTALS['involved']:,} 人"
    amount = in_wan(TOTALS["amount_fen"])
    total = (
        f"合计|188|{TOTALS['matters']}|{WAGES['matters']}|{TOTALS['attendees']:,}|{TOTALS['involved']:,}"
        f"|{TOTALS['resolved_on_site']}|25.0%|{amount}"
    )
    word = docx_text(files[Edition.FULL, Form.DOCX])
    assert says in word
    assert total in word
    pdf = pdf_text(files[Edition.FULL, Form.PDF])
    assert "".join(says.split()) in pdf
    assert total.replace("|", "") in pdf
    sheets = sheets_of(files[Edition.FULL, Form.XLSX])
    head, *rows = sheets["各地情况"]
    assert head[:4] == ("市州", "接访点", "登记", "欠薪")
    assert rows[-1] == (
        *("合计", 188, TOTALS["matters"], WAGES["matters"], TOTALS["attendees"], TOTALS["involved"]),
        *(TOTALS["resolved_on_site"], "25.0%", 2824.68, TOTALS["amount_fen"]),
    )
    for n in (1, 2, 3, 4, 5, 6, 9):
        assert sum(row[n] for row in rows[:-1]) == rows[-1][n]
    assert {row[1] for row in sheets["事项类别"][1:-1]} == {one["matters"] for one in EXPECTED["by_category"].values()}

    # nothing of a person is in any of them, and small numbers are not in the public one
    async with database.transaction(EVERYWHERE, write=False) as tx:
        names = await names_on(tx, tools.seals, DAY, PROVINCE)
    assert len(names) > 900
    public = docx_text(files[Edition.PUBLIC, Form.DOCX])
    for text in (word, pdf, public, str(sheets)):
        assert not [name for name in names if name in text]
    assert "欠薪仍是" not in public
    assert "其他|—|—" in public

    # a late amendment is adjustment No. 1, and bulletin No. 2 says what it changed
    day = played_day(DAY)
    told_of = {one["data"].get("entry") for one in day.entries}
    said = next(one for one in day.entries if one["kind"] == "matter_registered" and one["id"] not in told_of)
    change = {**said, "id": "018bb165-9350-7000-8000-000000000001", "kind": "entry_amended"}
    change["data"] = {
        "entry": said["id"],
        "changes": {"involved_count": said["data"]["involved_count"] + 7},
        "reason": "补",
    }
    async with desk_of(database, DAY, [said["site"]]) as desk:
        (answer,) = await desk.send([change])
        assert answer.status == "accepted", answer
    async with database.transaction(EVERYWHERE, write=False) as tx:
        drafted = await facts.facts_of(tx, DAY, PROVINCE, (), today=today)
    assert (drafted.figures.total.involved, drafted.unadjusted) == (TOTALS["involved"], 1)
    await adjust(database, "更正涉及人数")
    second = await published()
    assert (second.number, second.corrects) == (2, first.id)
    corrected = actions.document_of(second.document)
    assert corrected is not None
    made = await child.files_of(Asked({Edition.FULL: corrected}, SIX, None))
    told = docx_text(made[Edition.FULL, Form.DOCX])
    assert "本期更正2023年第1期" in told
    assert f"合计：涉及人数|{TOTALS['involved']:,}|{TOTALS['involved'] + 7:,}|+7" in told
    assert "更正涉及人数" in told
    async with database.transaction(EVERYWHERE, write=False) as tx:
        again = await tx.get(Bulletin, first.id)
    assert again.document == first.document
