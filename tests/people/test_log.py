import csv
import io
from typing import cast

import pytest
from openpyxl import load_workbook
from sqlalchemy import Table, update

from server.db import EVERYWHERE
from server.keys import DATABASE, SEALER
from server.migrations.upgrade import owner_connection
from server.people import audit
from server.people.api import log
from server.people.model import AuditLine
from tests.support.fake_clock import FakeClock
from tests.support.people import CITY, COUNTY, NEXT_CITY, PROVINCE, browser_of, clock_of
from tests.support.service import Client

EXPORT, VERIFICATION = "/api/audit/export", "/api/audit/verification"
FORMULA = "=HYPERLINK(1)"
LINES = cast("Table", AuditLine.__table__)


async def write(service: Client, *places: int, reason: str = FORMULA) -> None:
    clock: FakeClock = clock_of(service)
    for n, place in enumerate(places):
        async with service.app[DATABASE].transaction(EVERYWHERE) as tx:
            sealer, now = service.app[SEALER], clock.forward(seconds=1)
            await audit.record_with_reason(
                tx, sealer, "machine", "tested", f"test:{n}", reason=reason, day="2023-11-09", place=place, now=now
            )


async def test_the_lines_of_a_filter_become_a_workbook_in_which_a_text_is_no_formula(service: Client) -> None:
    await write(service, COUNTY[0], COUNTY[0], NEXT_CITY[0])
    auditor, _ = await browser_of(service, "auditor", PROVINCE)
    answer = await auditor.get(f"{EXPORT}?what=tested")
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    head, *rows = load_workbook(io.BytesIO(await answer.read())).worksheets[0].iter_rows()
    assert [cell.value for cell in head][:4] == ["时间", "操作人代码", "操作人", "操作"]
    assert [(row[3].value, row[4].value, row[6].value) for row in rows] == [
        ("tested", "test:2", "430200"),
        ("tested", "test:1", "430102"),
        ("tested", "test:0", "430102"),
    ]
    assert {(row[7].value, row[7].data_type) for row in rows} == {(FORMULA, "s")}


async def test_the_same_lines_as_csv_hold_no_formula_either(service: Client) -> None:
    await write(service, COUNTY[0])
    auditor, _ = await browser_of(service, "auditor", PROVINCE)
    text = (await (await auditor.get(f"{EXPORT}?what=tested&form=csv")).read()).decode("utf-8-sig")
    assert [row[-1] for row in csv.reader(io.StringIO(text))][1:] == [f"'{FORMULA}"]


async def test_an_export_holds_the_lines_of_ones_places_only_and_is_a_line_itself(service: Client) -> None:
    await write(service, COUNTY[0], NEXT_CITY[0])
    auditor, who = await browser_of(service, "auditor", CITY)
    await auditor.get(f"{EXPORT}?what=tested&form=csv")
    lines = (await (await auditor.get("/api/audit?what=log_exported")).json())["items"]
    assert [(line["who"], line["about"]) for line in lines] == [(f"account:{who.person.id}", "log:1")]


async def test_too_many_lines_are_refused_with_a_sentence_and_no_line_of_their_export(
    service: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MOST_LINES", 2)
    await write(service, *[COUNTY[0]] * 3)
    auditor, _ = await browser_of(service, "auditor", PROVINCE)
    answer = await auditor.get(f"{EXPORT}?what=tested")
    assert (answer.status, (await answer.json())["code"]) == (409, "log_large")
    assert (await (await auditor.get("/api/audit?what=log_exported")).json())["items"] == []


async def test_the_check_of_the_chain_names_the_first_line_that_was_touched(service: Client, database_url: str) -> None:
    await write(service, COUNTY[0], COUNTY[0])
    auditor, _ = await browser_of(service, "auditor", CITY)
    said = await (await auditor.post(VERIFICATION)).json()
    assert (said["holds"], said["first_break"]) == (True, None)
    async with owner_connection(database_url) as connection:
        await connection.execute(update(LINES).where(LINES.c.seq == 1).values(what="nothing"))
    touched = await (await auditor.post(VERIFICATION)).json()
    assert touched == {"holds": False, "lines": said["lines"] + 1, "first_break": 1}
