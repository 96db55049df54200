"""The words of a support plan are read in it alone: not in logs, lists, exports, or answers to anybody else."""

import io
import zipfile
from io import StringIO

import pytest

from server.logs import set_up
from tests.after.care.test_support import Support, support
from tests.support.case_desk import desk
from tests.support.people import CITY, COUNTY, PROVINCE, browser_of

__all__ = ["desk", "support"]
CANARY, UNIT = "金丝雀药费", "HN-JINSIQUE"
ASKED = (
    *("/api/cases", "/api/cases-table", "/api/cases-curve", "/api/case-tasks", "/api/deadline-rule"),
    *("/api/cases/{case}", "/api/cases/{case}/care", "/api/cases/{case}/likely", "/api/cases/{case}/payees"),
    *("/api/cases/{case}/payees-table?form=csv", "/api/cases/{case}/leaders", "/api/audit", "/api/audit/export"),
    *("/api/backlog-table", "/api/sample-results", "/api/days/2023-11-09/board", "/api/days/2023-11-09/tally"),
    *("/api/days/2023-11-09/matters", "/api/days/2023-11-09/hot", "/api/notices", "/api/bulletins"),
)


def opened(content: bytes) -> str:
    """The text of an answer, and where it is a workbook of each part of it."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


@pytest.mark.usefixtures("receiving")
async def test_no_word_of_a_plan_is_heard_outside_it(support: Support) -> None:
    await support.desk.unit(UNIT)
    stream = StringIO()
    set_up("debug", stream)
    try:
        await support.wanted()
        referral = {"unit": UNIT, "is_referral": True, "has_agreed": True}
        for more in ({"what": CANARY, **referral}, {"what": f"{CANARY}\u202e"}, {"what": CANARY, "unit": CANARY[:4]}):
            await support.measure(1, **more)
        assert CANARY in str(await support.told())
        seats = [("officer", COUNTY), ("officer", CITY), ("auditor", PROVINCE), ("organiser", PROVINCE)]
        seats += [("leader", COUNTY), ("supervisor", COUNTY), ("department", COUNTY), ("coordinator", COUNTY)]
        said = ""
        for role, places in seats:
            browser, _ = await browser_of(support.desk.service, role, places)
            for path in ASKED:
                answer = await browser.get(path.format(case=support.case))
                assert answer.status in {200, 403, 404}, (role, path, answer.status)
                said += opened(await answer.read())
    finally:
        set_up("info", StringIO())
    assert CANARY not in said
    assert UNIT not in said.replace(f"unit:{UNIT}", "")  # the making of the unit is in the log
    assert "金丝雀" not in stream.getvalue()
    assert "\\u91d1\\u4e1d" not in stream.getvalue()
