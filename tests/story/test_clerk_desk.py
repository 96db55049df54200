"""The clerk's desk in a browser, over a real service: whatever the line or the server does, nothing is lost."""

from datetime import time
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from server.before.agenda.model import Day
from server.db import EVERYWHERE
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext
from tests.support.clerk import DAY, Clerk, Site, build_anew, enrolled, entries_in, violations
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, SITE_CODE

ENTRIES = f"**/api/days/{DAY}/sites/{SITE_CODE}/entries"
EVERYTHING_STORED = """async () => {
  const seen = [JSON.stringify(Object.entries(localStorage)), JSON.stringify(Object.entries(sessionStorage))]
  const show = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? new TextDecoder().decode(value) + new TextDecoder('utf-16le').decode(value)
    : value instanceof CryptoKey ? `extractable:${value.extractable}`
    : value && typeof value === 'object' ? Object.entries(value).map(([k, v]) => k + show(v)).join() : String(value)
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => { indexedDB.open(name).onsuccess = (e) => done(e.target.result) })
    for (const store of db.objectStoreNames) {
      const all = await new Promise((done) => {
        db.transaction(store).objectStore(store).getAll().onsuccess = (e) => done(e.target.result)
      })
      seen.push(store + all.map(show).join())
    }
    db.close()
  }
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) seen.push(request.url)
  }
  return seen.join('|')
}"""


async def test_what_is_registered_without_a_line_survives_a_reload_and_is_counted_once(
    clerk: Clerk, site: Site
) -> None:
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    await clerk.cut()
    await clerk.register("邓建华", category="4")
    await clerk.register("周小云", category="2")
    await clerk.stands("周小云", "存在本机")
    await clerk.reload()
    await clerk.stands("邓建华", "存在本机")
    await expect(clerk.page.get_by_role("button", name="查看 4 条")).to_be_visible()
    assert await site.matters() == 1
    await clerk.reconnect()
    await clerk.stands("邓建华", "已计入")
    await clerk.stands("周小云", "已计入")
    assert await site.matters() == 3


async def test_an_answer_that_is_lost_does_not_count_twice(clerk: Clerk, site: Site, console: Console) -> None:
    console.announce(r"net::ERR_")
    lost: list[str] = []

    async def lose_the_answer(route: Route) -> None:
        await route.fetch()
        lost.append(route.request.url)
        await route.abort()

    await clerk.page.route(ENTRIES, lose_the_answer, times=2)
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    assert len(lost) == 2
    assert await site.matters() == 1


@pytest.mark.parametrize("status", [401, 409, 413, 503])
async def test_a_refused_request_keeps_everything_and_says_what_stands_in_the_way(
    clerk: Clerk, site: Site, console: Console, status: int
) -> None:
    console.announce(rf"status of {status}")
    problem = f'{{"status": {status}, "code": "some_code", "detail": "原因写在这里。"}}'
    await clerk.page.route(
        ENTRIES, lambda route: route.fulfill(status=status, body=problem, content_type="application/problem+json")
    )
    await clerk.register("李梅")
    await clerk.register("邓建华")
    await clerk.stands("李梅", "存在本机")
    await clerk.reload()
    await clerk.stands("邓建华", "存在本机")
    await clerk.page.unroute_all()
    await clerk.page.evaluate("dispatchEvent(new Event('online'))")
    await clerk.stands("李梅", "已计入")
    await clerk.stands("邓建华", "已计入")
    assert await site.matters() == 2


async def test_a_refused_entry_is_shown_with_its_reason_and_is_registered_again_as_the_same_matter(
    clerk: Clerk, site: Site
) -> None:
    async def refuse(route: Route) -> None:
        results = [
            {"id": entry["id"], "status": "refused", "code": "wrong_type", "message": "诉求写得不对。"}
            for entry in entries_in(route.request)
        ]
        await route.fulfill(json={"results": results})

    await clerk.page.route(ENTRIES, refuse, times=1)
    await clerk.page.get_by_label("姓名").fill("李梅")
    await clerk.page.get_by_label("来了几人").fill("2")
    await clerk.page.get_by_label("一句话诉求").fill("工资")
    await clerk.page.get_by_text("其他", exact=True).click()
    await clerk.page.get_by_role("button", name="打印号票").click()
    await clerk.page.get_by_role("button", name="查看 2 条").click(timeout=PATIENCE)
    await expect(clerk.page.get_by_text("诉求写得不对。").first).to_be_visible()
    await clerk.page.get_by_role("button", name="改好再登记").click()
    await expect(clerk.page.get_by_label("一句话诉求")).to_have_value("工资")
    await clerk.page.get_by_label("一句话诉求").fill("拖欠工资三个月")
    await clerk.page.keyboard.press("Enter")
    await clerk.stands("李梅", "已计入")
    await expect(clerk.page.get_by_role("button", name="查看")).to_be_hidden()
    assert await site.matters() == 1


async def test_what_is_half_typed_is_there_after_a_reload_without_a_line(clerk: Clerk) -> None:
    await clerk.register("李梅")
    await clerk.page.get_by_label("姓名").fill("周小云")
    await clerk.page.get_by_label("一句话诉求").fill("社保没有补")
    await clerk.line("李梅").click()
    await clerk.page.keyboard.press("F2")
    await clerk.page.get_by_label("责任单位").fill("县住建局")
    await clerk.cut()
    await clerk.reload()
    await expect(clerk.page.get_by_label("姓名")).to_have_value("周小云")
    await expect(clerk.page.get_by_label("一句话诉求")).to_have_value("社保没有补")
    await expect(clerk.page.get_by_label("责任单位")).to_have_value("县住建局")


async def test_what_was_counted_after_the_server_last_told_its_list_is_there_after_a_reload_without_a_line(
    clerk: Clerk, console: Console
) -> None:
    console.announce(r"net::ERR_FAILED .*/matters")  # where the desk asks for its list before the line is cut
    await clerk.page.context.route("**/matters?*", lambda route: route.abort())
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    await clerk.cut()
    await clerk.reload()
    await clerk.stands("李梅", "已计入")


async def test_nothing_a_person_typed_can_be_read_in_the_browsers_storage(clerk: Clerk) -> None:
    await clerk.register("金丝雀")
    await clerk.page.get_by_label("姓名").fill("半只金丝雀")
    await clerk.cut()
    await clerk.register("又一只金丝雀")
    stored = await clerk.page.evaluate(EVERYTHING_STORED)
    assert "extractable:false" in stored
    assert [word for word in ("金丝雀", "没发工资", "matter_registered", "Bearer") if word in stored] == []


async def test_signing_out_hides_persons_and_loses_nothing(clerk: Clerk, site: Site) -> None:
    await clerk.register("李梅")
    await clerk.cut()
    await clerk.register("邓建华")
    await clerk.page.get_by_role("button", name="本机和账号").click()
    await clerk.page.get_by_role("menuitem", name="退出登录").click()
    await expect(clerk.page.get_by_text("这台电脑已退出登录")).to_be_visible()
    await expect(clerk.page.get_by_text("邓*")).to_be_hidden()
    await clerk.context.set_offline(False)
    await clerk.page.reload()
    await expect(clerk.page.get_by_text("这台电脑已退出登录")).to_be_visible(timeout=PATIENCE)
    await clerk.page.get_by_role("button", name="登录").click()
    await clerk.page.get_by_label("登录名").fill(site.coordinator.login)
    await clerk.page.get_by_label("密码").fill(PASSWORD)
    await clerk.page.keyboard.press("Enter")
    await clerk.stands("邓建华", "已计入")
    assert await site.matters() == 2


async def test_what_a_signed_in_clerk_records_bears_their_account(clerk: Clerk, site: Site) -> None:
    await clerk.page.goto(f"{site.address}/sign-in?next=/desk")
    await clerk.page.get_by_label("登录名").fill(site.coordinator.login)
    await clerk.page.get_by_label("密码").fill(PASSWORD)
    async with clerk.page.expect_response("**/api/me/device", timeout=PATIENCE) as proving:
        await clerk.page.keyboard.press("Enter")
    assert (await proving.value).status == 204
    async with clerk.page.expect_request(ENTRIES, timeout=PATIENCE) as sending:
        await clerk.register("李梅")
    sent = entries_in(await sending.value)
    assert [entry["by"] for entry in sent] == [site.coordinator.person.id] * 2
    await clerk.stands("李梅", "已计入")
    kept = await site.asks(f"/api/days/{DAY}/sites/{SITE_CODE}/entries?status=accepted")
    shown = {one["id"]: one["entry"] for one in kept["items"]}
    assert {shown[entry["id"]]["by"] for entry in sent} == {site.coordinator.person.id}


async def test_a_revoked_device_keeps_its_entries_and_sends_them_when_it_is_enrolled_again(
    clerk: Clerk, site: Site, console: Console
) -> None:
    console.announce(r"status of 401")
    devices = await site.asks(f"/api/sites/{SITE_CODE}/devices")
    ours = next(one["device"] for one in devices["items"] if one["label"] == "1 号登记台")
    await clerk.cut()
    await clerk.register("李梅")
    await site.asks(f"/api/devices/{ours}", "DELETE")
    await clerk.reconnect()
    await expect(clerk.page.get_by_text("服务器不认这台电脑了")).to_be_visible(timeout=PATIENCE)
    await clerk.stands("李梅", "存在本机")
    await clerk.page.get_by_role("button", name="重新绑定本机").click()
    await clerk.page.get_by_label("绑定码").fill(await site.code())
    await clerk.page.keyboard.press("Enter")
    await clerk.stands("李梅", "已计入")
    assert await site.matters() == 1


async def test_two_tabs_send_each_entry_once(clerk: Clerk, site: Site) -> None:
    sendings: list[str] = []
    other = Clerk(clerk.context, await clerk.context.new_page())
    for page in (clerk.page, other.page):
        page.on("request", lambda request: sendings.append(request.method))
    await other.page.goto(f"{site.address}/desk")
    await clerk.register("李梅")
    await other.register("邓建华")
    await clerk.stands("邓建华", "已计入")
    await other.stands("李梅", "已计入")
    assert sendings.count("POST") == 2
    assert await site.matters() == 2


async def test_a_browser_that_may_not_store_says_so_before_anybody_relies_on_it(
    site: Site, open_context: OpenContext
) -> None:
    page = await (await open_context()).new_page()
    await page.add_init_script("indexedDB.open = () => { throw new DOMException('denied', 'SecurityError') }")
    await page.goto(f"{site.address}/desk")
    await expect(page.get_by_role("heading", name="这个浏览器存不住记录")).to_be_visible(timeout=PATIENCE)


async def test_a_full_disk_is_said_and_what_was_typed_stays_until_there_is_room(clerk: Clerk, site: Site) -> None:
    await clerk.page.evaluate(
        """() => {
          window.roomy = IDBObjectStore.prototype.add
          IDBObjectStore.prototype.add = () => { throw new DOMException('no room', 'QuotaExceededError') }
        }"""
    )
    await clerk.page.get_by_label("姓名").fill("李梅")
    await clerk.page.get_by_label("来了几人").fill("2")
    await clerk.page.get_by_label("一句话诉求").fill("工资")
    await clerk.page.get_by_text("其他", exact=True).click()
    await clerk.page.get_by_role("button", name="打印号票").click()
    await expect(clerk.page.get_by_text("这台电脑存满了")).to_be_visible(timeout=PATIENCE)
    await expect(clerk.page.get_by_label("姓名")).to_have_value("李梅")
    await clerk.page.evaluate("() => { IDBObjectStore.prototype.add = window.roomy }")
    await clerk.page.get_by_role("button", name="打印号票").click()
    await clerk.stands("李梅", "已计入")
    await expect(clerk.page.get_by_text("这台电脑存满了")).to_be_hidden()
    assert await site.matters() == 1


async def test_a_new_version_waits_for_the_clerk_and_loses_nothing_half_typed(
    site_with_own_pages: Site, pages: Path, open_context: OpenContext
) -> None:
    clerk = await enrolled(site_with_own_pages, open_context)
    await clerk.page.get_by_label("姓名").fill("周小云")
    build_anew(pages)
    await clerk.page.evaluate("navigator.serviceWorker.ready.then((one) => one.update()).then(() => null)")
    await expect(clerk.page.get_by_text("有新版本")).to_be_visible(timeout=PATIENCE)
    await expect(clerk.page.get_by_label("姓名")).to_have_value("周小云")
    await clerk.page.get_by_role("button", name="现在更新").click()
    await expect(clerk.page.get_by_text("有新版本")).to_be_hidden(timeout=PATIENCE)
    await expect(clerk.page.get_by_label("姓名")).to_have_value("周小云", timeout=PATIENCE)


async def test_after_the_last_ticket_the_desk_asks_before_it_registers_and_refuses_no_person(
    clerk: Clerk, site: Site
) -> None:
    database = site.client.app[DATABASE]
    async with database.transaction(EVERYWHERE) as tx:
        planned = await tx.get(Day, DAY)
        planned.last_ticket_at, planned.break_from, planned.break_until = time(8, 31), time(8, 32), time(23, 59)
    await clerk.page.reload()
    await expect(clerk.page.locator("[data-pause]")).to_contain_text("休息到 23:59", timeout=PATIENCE)
    await clerk.page.get_by_label("姓名").fill("李梅")
    await clerk.page.get_by_label("来了几人").fill("2")
    await clerk.page.get_by_label("一句话诉求").fill("去年 9 月起没发工资")
    await clerk.page.get_by_text("其他", exact=True).click()
    await clerk.page.get_by_role("button", name="打印号票").click()
    asks = clerk.page.get_by_role("alertdialog")
    await expect(asks).to_contain_text("最后取号时间 08:31 已过", timeout=PATIENCE)
    await clerk.page.keyboard.press("Enter")  # a second Enter by habit registers nobody
    await expect(asks).to_be_hidden()
    assert await site.matters() == 0
    await clerk.page.get_by_role("button", name="打印号票").click()
    assert await violations(clerk.page) == []
    await asks.get_by_role("button", name="仍然登记").click()
    await clerk.stands("李梅", "已计入")
    assert await site.matters() == 1
