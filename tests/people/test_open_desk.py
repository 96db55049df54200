from aiohttp import ClientWebSocketResponse

from server.http.guards import SESSION_COOKIE
from tests.support.people import COUNTY, PASSWORD, Browser, browser_of
from tests.support.service import Client


async def open_desk(service: Client, browser: Browser) -> ClientWebSocketResponse:
    socket = await service.ws_connect("/api/live", headers={"Cookie": f"{SESSION_COOKIE}={browser.token}"})
    await socket.send_json({"type": "hello", "language": "zh-CN"})
    assert (await socket.receive_json())["type"] == "welcome"
    return socket


async def end_of(socket: ClientWebSocketResponse) -> tuple[object, int | None]:
    """The last word of the server, and the code it closes with."""
    said = await socket.receive_json()
    await socket.receive()
    return said, socket.close_code


async def test_an_open_desk_is_closed_when_its_person_is_suspended(service: Client) -> None:
    organiser, _ = await browser_of(service)
    browser, leader = await browser_of(service, "leader", COUNTY)
    desk = await open_desk(service, browser)
    await organiser.patch(f"/api/accounts/{leader.person.id}", {"suspended": True})
    assert await end_of(desk) == ({"type": "ended", "code": "signed_out"}, 4401)


async def test_an_open_desk_is_closed_when_its_person_may_no_longer_watch(service: Client) -> None:
    organiser, _ = await browser_of(service)
    browser, leader = await browser_of(service, "leader", COUNTY)
    desk = await open_desk(service, browser)
    await organiser.patch(f"/api/accounts/{leader.person.id}", {"roles": ["interpreter"]})
    assert await end_of(desk) == ({"type": "ended", "code": "not_allowed"}, 4403)


async def test_signing_out_closes_the_desks_of_that_browser_and_leaves_the_others(service: Client) -> None:
    browser, someone = await browser_of(service)
    elsewhere = Browser(service)
    await elsewhere.sign_in(someone.login)
    here, there = await open_desk(service, browser), await open_desk(service, elsewhere)
    await browser.post("/api/sign-out")
    assert await end_of(here) == ({"type": "ended", "code": "signed_out"}, 4401)
    await there.send_json({"type": "ping"})
    assert (await there.receive_json())["type"] == "pong"


async def test_a_new_password_closes_the_desks_elsewhere_and_leaves_the_one_that_set_it(service: Client) -> None:
    browser, someone = await browser_of(service)
    elsewhere = Browser(service)
    await elsewhere.sign_in(someone.login)
    here, there = await open_desk(service, browser), await open_desk(service, elsewhere)
    await browser.post("/api/password", {"current": PASSWORD, "new": "another horse staple"})
    assert await end_of(there) == ({"type": "ended", "code": "signed_out"}, 4401)
    await here.send_json({"type": "ping"})
    assert (await here.receive_json())["type"] == "pong"


async def test_a_socket_whose_cookie_is_no_session_is_told_so(service: Client) -> None:
    socket = await service.ws_connect("/api/live", headers={"Cookie": f"{SESSION_COOKIE}=nobody"})
    await socket.send_json({"type": "hello", "language": "zh-CN"})
    assert await end_of(socket) == ({"type": "ended", "code": "not_signed_in"}, 4401)
