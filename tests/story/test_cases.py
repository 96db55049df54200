"""A case in browsers, by keyboard: found among those that are due, paid, confirmed by the worker on the phone, rated,
done, called back on the seventh day and verified."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.after.case.reactions import AFTER_ENTRY, READER
from server.config import Settings
from server.journal.readers import Reader
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.cases import case_targets, looked_after
from tests.support.fake_clock import FakeClock
from tests.support.hand_in import PATH, body_of, enrolled, entry, registration
from tests.support.keyboard import Hands
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, clock_of, new_account
from tests.support.plan import HERE, NEXT_DOOR, make_day, make_sites
from tests.support.service import Client, Start
from tests.support.world import SITES

WORDS = {
    "zh-CN": {
        "overdue": "逾期 2",
        "money": "登记资金",
        "amount": "金额，万元",
        "proof": "凭证",
        "kind": "哪一项",
        "finish": "办结",
        "verify": "核实办结",
        "why_finish": "如何办到的",
        "why_verify": "如何核实的",
        "done": "已办结",
        "verified": "已核实",
        "unpaid": "约定的还差 10.6 万元",
        "paid": "10.6 万元",
        "arrived": "到账了",
        "mistake": "点错了，撤回",
        "thanks": "您说：到账了。谢谢。",
        "rate": "交上去",
        "basically": "基本满意",
        "rated": "您评价过了，谢谢。",
        "by_petitioner": "当事人确认：到账了",
        "take": "我来办",
        "taken": "在办",
        "call": "登记回访",
        "result": "打得怎么样",
        "face": "满意吗",
        "enter_call": "登记",
        "called": "已回访",
        "hidden": "本轮结束后可以看",
        "shown": "责任单位：基本满意",
        "due": "该回访了",
    },
    "en": {
        "overdue": "Overdue 2",
        "money": "Enter money",
        "amount": "Amount in 万元 (10,000 yuan)",
        "proof": "Proof",
        "kind": "Which kind",
        "finish": "Mark as done",
        "verify": "Mark as verified",
        "why_finish": "How it was done",
        "why_verify": "How it was verified",
        "done": "Done",
        "verified": "Verified",
        "unpaid": "¥106,000 of what was agreed is not paid",
        "paid": "¥106,000",
        "arrived": "It arrived",
        "mistake": "A mistake, take it back",
        "thanks": "You said: it arrived. Thank you.",
        "rate": "Send",
        "basically": "Basically satisfied",
        "rated": "You have rated it. Thank you.",
        "by_petitioner": "the petitioner says that it arrived",
        "take": "I take it",
        "taken": "has it",
        "call": "Enter a call",
        "result": "What came of it",
        "face": "Satisfied",
        "enter_call": "Enter",
        "called": "made",
        "hidden": "to be read when the round has ended",
        "shown": "The responsible unit: Basically satisfied",
        "due": "A call is due",
    },
}


CODE = "k7m29q4x0abc"


@pytest.fixture
async def followed(start: Start, console: Console) -> Client:
    """A service with two cases of 106,000 yuan, both overdue by now; the petitioner of one has a ticket."""
    console.announce(r"status of 401 .*/api/me")
    client = await start(web=Path(Settings.model_fields["web"].default))
    await make_sites(client.app[DATABASE])
    await make_day(client.app[DATABASE], HERE, NEXT_DOOR, state="live")
    told = registration(category="wage_arrears_migrant")
    matter, printed = told["data"]["matter"], hashlib.sha256(CODE.encode()).hexdigest()
    said = {
        "matter": matter,
        "outcome": "agreed_to_pay",
        "amount_fen": 10_600_000,
        "owner_unit": "住建局",
        "due_on": "2023-11-13",
        "explained": dict.fromkeys(("policy", "responsibility", "route"), True),
    }
    ticket = entry("ticket_issued", {"matter": matter, "desk": "A", "number": 1, "code": printed})
    body = BytesIO(body_of(told, ticket, entry("outcome_recorded", said)))
    assert (await client.post(PATH, data=body, headers=await enrolled(client))).status == 200
    await Reader(client.app[DATABASE], READER, AFTER_ENTRY).catch_up()
    await case_targets(client.app[DATABASE], [(NEXT_DOOR, SITES[NEXT_DOOR])])
    clock_of(client).forward(days=5)
    return client


async def come_in(client: Client, page: Page, path: str = "/cases") -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(clock_of(client).now()))
    await page.goto(f"http://localhost:{client.port}{path}")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1440), ("en", 390)])
async def test_a_promised_sum_is_followed_until_the_worker_has_confirmed_it(
    followed: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    words = WORDS[locale]
    context = await open_context(locale=locale, viewport={"width": width, "height": 900})
    page = await context.new_page()
    await page.emulate_media(reduced_motion="reduce")  # no colour is judged half way to another
    await come_in(followed, page)
    hands, links = Hands(page), page.locator("a.open-case")
    await expect(links).to_have_count(2, timeout=PATIENCE)
    await expect(page.get_by_role("button", name=words["overdue"], exact=True)).to_be_visible()
    assert await violations(page) == []
    await hands.press("j", "j", "k")
    await hands.stand_at(links.first)
    await hands.press("Enter")
    await expect(page.get_by_text(words["unpaid"])).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []
    await enter(page, words, "paid", "银行回单 0042")
    await expect(page.get_by_text(words["unpaid"])).to_have_count(0)
    phone = await (await open_context(locale=locale, viewport={"width": 390, "height": 844})).new_page()
    await on_the_phone(followed, phone, words)
    await page.reload()
    await expect(page.get_by_text(words["by_petitioner"])).to_be_visible(timeout=PATIENCE)
    await do(page, words, "finish", words["done"])
    await phone.reload()
    await phone.get_by_role("radio", name=words["basically"]).last.check(timeout=PATIENCE)
    assert await violations(phone) == []
    await phone.get_by_role("button", name=words["rate"]).press("Enter")
    await expect(phone.get_by_text(words["rated"])).to_be_visible(timeout=PATIENCE)
    clock_of(followed).forward(days=2)
    await looked_after(followed.app)
    context = await open_context(locale=locale, viewport={"width": width, "height": 900})
    page = await context.new_page()
    await page.emulate_media(reduced_motion="reduce")
    await come_in(followed, page, "/cases/tasks")
    due = page.get_by_role("row").filter(has_text=words["due"])
    await expect(due).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []
    await due.get_by_role("link").press("Enter")
    await expect(page.get_by_text(words["hidden"])).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text(words["by_petitioner"])).to_be_visible()
    await call(page, words)
    await do(page, words, "verify", words["verified"])
    await expect(page.get_by_text(words["shown"])).to_be_visible(timeout=PATIENCE)
    figures = page.locator(".sums dd")
    await expect(figures).to_have_text(["0 元" if locale == "zh-CN" else "¥0"] * 2 + [words["paid"]] * 3)
    assert await violations(page) == []


async def on_the_phone(client: Client, phone: Page, words: dict[str, str]) -> None:
    """The worker says that the money arrived, takes it back, and says it again."""
    await phone.emulate_media(reduced_motion="reduce")
    await phone.goto(f"http://localhost:{client.port}/t/{CODE}")
    arrived = phone.get_by_role("button", name=words["arrived"], exact=True)
    await arrived.click(timeout=PATIENCE)
    await phone.get_by_role("button", name=words["mistake"]).press("Enter")
    await arrived.click()
    await expect(phone.get_by_text(words["thanks"])).to_be_visible(timeout=PATIENCE)
    assert await violations(phone) == []


async def call(page: Page, words: dict[str, str]) -> None:
    """Take the task up, and enter a call that reached the worker."""
    await page.get_by_role("button", name=words["take"]).press("Enter")
    await expect(page.get_by_text(words["taken"])).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name=words["call"]).press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label(words["result"]).select_option("reached")
    await sheet.get_by_label(words["face"], exact=True).select_option("satisfied")
    assert await violations(page) == []
    await sheet.get_by_role("button", name=words["enter_call"], exact=True).press("Enter")
    await expect(sheet).to_have_count(0, timeout=PATIENCE)
    await expect(page.locator(".chip").get_by_text(words["called"], exact=True)).to_be_visible()


async def enter(page: Page, words: dict[str, str], kind: str, proof: str) -> None:
    """Enter 10.6 万元 into the ledger."""
    await page.get_by_role("button", name=words["money"]).press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label(words["kind"]).select_option(kind)
    await sheet.get_by_label(words["amount"]).fill("10.6")
    await sheet.get_by_label(words["proof"], exact=True).fill(proof)
    await page.keyboard.press("Enter")
    await expect(sheet).to_have_count(0, timeout=PATIENCE)


async def do(page: Page, words: dict[str, str], command: str, state: str) -> None:
    """Do something with the case that ends in a state."""
    await page.get_by_role("button", name=words[command], exact=True).press("Enter")
    for box in await page.get_by_role("dialog").get_by_role("checkbox").all():
        await box.press("Space")
    await page.get_by_role("dialog").get_by_label(words[f"why_{command}"]).fill("（示例）已核对")
    await page.keyboard.press("Enter")
    await expect(page.locator(".title .chip").get_by_text(state, exact=True)).to_be_visible(timeout=PATIENCE)
