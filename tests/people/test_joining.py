from typing import Any

from tests.support.people import Browser, browser_of, code_of
from tests.support.service import Client

HOSTILE = [*("<script>alert(1)</script>", "=HYPERLINK(1)", "O'Brien\"; --", "{{7*7}}")]


async def invited(browser: Browser, **body: str) -> tuple[int, dict[str, Any]]:
    answer = await browser.post("/api/invitations", {"name": "李四", **body})
    return answer.status, await answer.json()


async def test_a_person_comes_in_by_the_link_they_were_given(service: Client) -> None:
    organiser, _ = await browser_of(service)
    status, link = await invited(organiser, role="leader", place="430102")
    path = link["link"].removeprefix("http://localhost:8080/invitations/")
    shown = await (await Browser(service).get(f"/api/invitations/{path}")).json()
    newcomer = Browser(service)
    answer = await newcomer.post(
        f"/api/invitations/{path}/accept", {"login": " LiSi ", "password": "春眠不觉晓处处闻啼鸟"}, Accept_Language="en"
    )
    newcomer.token = answer.cookies["__Host-reception"].value
    assert (status, link["expires_at"]) == (201, "2023-11-12T01:00:00Z")
    assert (shown["name"], shown["role"], shown["place"]["name_zh"]) == ("李四", "leader", "芙蓉区")
    assert (await answer.json())["language"] == "en"
    assert await (await newcomer.get("/api/me")).json() == await answer.json()
    assert (await Browser(service).sign_in("lisi", "春眠不觉晓处处闻啼鸟")).status == 200


async def test_a_used_link_and_an_invented_one_get_the_same_answer(service: Client) -> None:
    organiser, _ = await browser_of(service)
    _, link = await invited(organiser, role="leader", place="430102")
    token = link["link"].rsplit("/", 1)[1]
    body = {"login": "lisi", "password": "correct horse battery"}
    assert (await Browser(service).post(f"/api/invitations/{token}/accept", body)).status == 200
    said = [
        (answer.status, await answer.read(), "Set-Cookie" in answer.headers)
        for path in (token, "x" * 43, "%F0%9F%98%80", "%ff%fe", "<script>")
        for answer in (
            await Browser(service).get(f"/api/invitations/{path}"),
            await Browser(service).post(f"/api/invitations/{path}/accept", body),
        )
    ]
    assert said == said[:1] * len(said)
    assert said[0][0] == 404


async def test_a_login_or_password_that_will_not_do_leaves_the_link_as_it_was(service: Client) -> None:
    organiser, _ = await browser_of(service)
    _, link = await invited(organiser, role="leader", place="430102")
    path = f"/api/invitations/{link['link'].rsplit('/', 1)[1]}"
    tries = {
        ("ab", "correct horse battery"): "login_form",
        ("张三", "correct horse battery"): "login_form",
        ("zhangsan", "short"): "password_short",
        ("zhangsan", "1234567890"): "password_common",
        ("zhangsan", "x1" * 65): "password_long",
    }
    said = [
        await code_of(await Browser(service).post(f"{path}/accept", {"login": login, "password": password}))
        for login, password in tries
    ]
    assert said == [(422, code) for code in tries.values()]
    assert (await Browser(service).get(path)).status == 200


async def test_a_name_is_kept_and_shown_as_it_was_written_and_never_as_a_page(service: Client) -> None:
    organiser, _ = await browser_of(service)
    for name in HOSTILE:
        await invited(organiser, role="leader", place="430102", name=name)
    answer = await organiser.get("/api/accounts")
    assert {account["name"] for account in (await answer.json())["items"]} == {"张三", *HOSTILE}
    assert (answer.content_type, answer.headers["X-Content-Type-Options"]) == ("application/json", "nosniff")


NONSENSE: list[tuple[dict[str, str], tuple[int, str]]] = [
    ({"role": "leader"}, (422, "place_or_site")),
    ({"role": "leader", "place": "430102", "site": "HN-P-01"}, (422, "place_or_site")),
    ({"role": "leader", "place": "999999"}, (422, "place_or_site")),
    ({"role": "leader", "place": "430102000"}, (422, "place_or_site")),
    ({"role": "leader", "site": "HN-NO-SUCH"}, (404, "not_found")),
    ({"role": "registrar", "place": "430102"}, (422, "registrar_needs_site")),
    ({"role": "petitioner", "place": "430102"}, (422, "invalid")),
    ({"role": "leader", "place": "430102", "name": "\u200b"}, (422, "name_signs")),
    ({"role": "leader", "place": "430102", "name": "张\u202e三"}, (422, "name_signs")),
    ({"role": "leader", "place": "430102", "name": "···"}, (422, "name_empty")),
    ({"role": "leader", "place": "430102", "name": "a\nb"}, (422, "invalid")),
    ({"role": "leader", "place": "430102", "name": "x" * 101}, (422, "invalid")),
]


async def test_an_invitation_that_makes_no_sense_is_refused(service: Client) -> None:
    organiser, _ = await browser_of(service)
    answers = [await invited(organiser, **body) for body, _ in NONSENSE]
    assert [(status, said["code"]) for status, said in answers] == [code for _, code in NONSENSE]


async def test_an_organiser_sees_who_was_invited_and_has_not_come(service: Client) -> None:
    organiser, _ = await browser_of(service)
    _, link = await invited(organiser, role="leader", place="430102")
    [waiting] = [
        account
        for account in (await (await organiser.get("/api/accounts")).json())["items"]
        if account["id"] == link["account"]
    ]
    assert (waiting["login"], waiting["roles"], waiting["suspended"]) == (None, ["leader"], False)


async def test_a_second_link_takes_the_place_of_the_first(service: Client) -> None:
    organiser, _ = await browser_of(service)
    _, link = await invited(organiser, role="leader", place="430102")
    again = await (await organiser.post(f"/api/accounts/{link['account']}/invitations")).json()
    statuses = [
        (await Browser(service).get(f"/api/invitations/{one['link'].rsplit('/', 1)[1]}")).status
        for one in (link, again)
    ]
    assert statuses == [404, 200]


async def test_accepting_in_another_persons_browser_ends_the_session_that_was_there(service: Client) -> None:
    organiser, _ = await browser_of(service)
    _, link = await invited(organiser, role="leader", place="430102")
    path = f"/api/invitations/{link['link'].rsplit('/', 1)[1]}/accept"
    answer = await organiser.post(path, {"login": "lisi", "password": "correct horse battery"})
    assert answer.status == 200
    assert (await organiser.get("/api/me")).status == 401
