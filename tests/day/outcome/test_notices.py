"""The notice of an outcome as PDF: one for each kind of document, read back; hostile words are text; refusals."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from server import keys
from server.day.outcome import law
from server.day.outcome.letters import in_words
from server.day.outcome.rules import REQUIRES
from server.db import EVERYWHERE
from server.place import place_of, region_of
from server.sites.actions import find_site
from server.sites.reference import shipped
from server.units.model import Unit
from tests.support.hand_in import DAY, Headers, body_of, entry, registration, results
from tests.support.people import CITY, SITE
from tests.support.plan import HERE, NEXT_DOOR, signed_in
from tests.support.service import Client

EXPLAINED = dict.fromkeys(("policy", "responsibility", "route"), True)
ODD = '#eval("1") =SUM(A1) *b* $x$ \\ @ref <l> 😀 𠮷'
SAID: dict[str, tuple[str, ...]] = {
    "resolved_on_site": ("接谈记录", "现场解决", "壹拾万陆仟元整"),
    "agreed_to_pay": ("支付约定告知书", "106,000.00", "壹拾万陆仟元整", "约定支付日期", "2023年11月13日", "足额"),
    "policy_explained": ("告知书", "已当场向您说明有关政策"),
    "accepted": ("受理告知书", "办理期限", "已由上述责任单位受理"),
    "assigned": ("交办单", "反馈期限", "五个工作日内提出异议"),
    "forwarded": ("转送告知书", "十五日内书面告知"),
    "guided_to_legal_route": (
        "依法导入告知书",
        "劳动保障监察机构投诉",
        "六十个工作日",
        "芙蓉路 1 号",
        "劳动监察支队",
        "12-430100-009",
    ),
    "to_petition_bureau": ("告知书", "已转信访部门"),
    "hearing": ("听证告知书", "听证日期"),
    "not_accepted": ("不予受理告知书", "不予受理，理由见说明"),
    "withdrawn": ("接谈记录", "您已撤回"),
}


def unit(region: str) -> Unit:
    """A unit of this region that takes labour inspection."""
    told = {"kind": "hrss_bureau", "categories": (), "routes": ("labour_inspection",), "telephone": "12-430100-009"}
    return Unit(code=f"LI-{region}", place=place_of(region), name_zh="劳动监察支队", **told)


def bare(said: str) -> str:
    return "".join(said.split())


def read(pdf: bytes) -> str:
    return bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


async def heard(client: Client, device: Headers, outcome: str | None, **more: Any) -> str:
    """Register a matter, with this outcome if one is given; the address of its notice."""
    first = registration(
        category="wage_arrears_migrant", petitioner={"name": "张三\u202e"}, summary=f"没发工资{ODD}", **more
    )
    matter = first["data"]["matter"]
    data = {"matter": matter, "amount_fen": 0, "explained": EXPLAINED, "note": f"地址：芙蓉路 1 号 {ODD}"}
    if outcome in {"agreed_to_pay", "resolved_on_site"}:
        data["amount_fen"] = 106_000_00
    if outcome in {"agreed_to_pay", "accepted", "assigned", "hearing", "forwarded"}:
        data |= {"owner_unit": f"住建局{ODD}", "due_on": "2023-11-13"}
    sent = [first]
    if outcome is not None:
        sent.append(entry("outcome_recorded", {**data, "outcome": outcome}, at=f"{DAY}T10:00:00+08:00"))
    told = await results(client, body_of(*sent), device)
    assert {one["status"] for one in told} == {"accepted"}, told
    return f"/api/days/{DAY}/sites/{HERE}/matters/{matter}/notice.pdf"


async def test_each_outcome_has_its_notice_in_which_hostile_words_are_text(receiving: Client, device: Headers) -> None:
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        (await find_site(tx, HERE)).address = f"五一路 2 号{ODD}"
        tx.add(unit(f"{region_of(SITE[0])[:4]}00"))
    assert set(SAID) == set(REQUIRES) - {"no_show"} == set(law.SENTENCES)
    for outcome, words in SAID.items():
        answer = await receiving.get(await heard(receiving, device, outcome), headers=device)
        assert (answer.status, answer.content_type) == (200, "application/pdf"), outcome
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert answer.headers["Cache-Control"] == "no-store"
        text = read(await answer.read())
        for word in (
            *words,
            "张三",
            "2023年11月9日",
            f"没发工资{ODD}",
            "仲裁时效",
            "来访日期证明",
            "请求权利救济",
            "/t",
            f"五一路 2 号{ODD}",
        ):
            assert bare(word) in text, (outcome, word, text)
        if outcome in {"agreed_to_pay", "accepted", "assigned", "hearing", "forwarded"}:
            assert bare(f"住建局{ODD}") in text, outcome


async def test_a_notice_is_refused_without_an_outcome_or_document_and_where_persons_are_not_seen(
    receiving: Client, device: Headers
) -> None:
    for outcome, code in ((None, "outcome_not_counted"), ("no_show", "no_document")):
        answer = await receiving.get(await heard(receiving, device, outcome), headers=device)
        assert (answer.status, (await answer.json())["code"]) == (409, code)
    path = await heard(receiving, device, "accepted")
    for wrong in (path.replace(HERE, NEXT_DOOR), path.replace("/matters/", "/matters/0")):
        assert (await receiving.get(wrong, headers=device)).status == 404
    for role, status in (("registrar", 200), ("supervisor", 403)):
        headers = await signed_in(receiving, role, SITE if role == "registrar" else CITY)
        assert (await receiving.get(path, headers=headers)).status == status, role


def test_every_document_of_the_reference_data_has_a_title() -> None:
    documents = {one.code: one.document for one in shipped().outcomes.values()}
    assert set(filter(None, documents.values())) == set(law.TITLES)
    assert [code for code, document in documents.items() if document is None] == ["no_show"]


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (10_600_000, "壹拾万陆仟元整"),
        (10_005, "壹佰元零伍分"),
        (150, "壹元伍角整"),
        (5, "伍分"),
        (50, "伍角整"),
        (10_000_100, "壹拾万零壹元整"),
        (100_010_000_00, "壹亿零壹万元整"),
        (100_006_000_00, "壹亿零陆仟元整"),
        (123_456_789, "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        (0, "零元整"),
    ],
)
def test_a_sum_is_written_in_words(fen: int, said: str) -> None:
    assert in_words(fen) == said
