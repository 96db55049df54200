"""Where an account is told by mail: given by its person or its manager, kept sealed, and where a link may be sent."""

from sqlalchemy import select

from server import keys
from server.db import EVERYWHERE
from server.notices.model import Notice
from server.people.model import Account, AuditLine
from tests.support.mail import SENDER, Mailbox
from tests.support.outbox import ended_notices
from tests.support.people import CITY, COUNTY, Browser, browser_of, clock_of, code_of
from tests.support.service import Client, Start

ADDRESS = "li.mei@example.org"
INVITED = {"name": "李四", "role": "leader", "place": "430102"}


async def test_a_person_gives_changes_and_removes_their_address(service: Client) -> None:
    leader, _ = await browser_of(service, "leader", COUNTY)
    assert await (await leader.get("/api/me/contact")).json() == {"email": None, "sends": False}
    for email in (ADDRESS, "other@example.org", None):
        assert (await (await leader.put("/api/me/contact", {"email": email})).json())["email"] == email
        assert (await (await leader.get("/api/me/contact")).json())["email"] == email
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert len(await tx.scalars(select(AuditLine).where(AuditLine.what == "email_changed"))) == 3


async def test_an_address_lies_sealed_and_what_is_none_is_refused(service: Client) -> None:
    leader, someone = await browser_of(service, "leader", COUNTY)
    await leader.put("/api/me/contact", {"email": ADDRESS})
    for wrong in ("", "li", "li@example.org, x@example.org", "li@example.org\nBcc: x@example.org", f"{'x' * 255}@a.b"):
        answer = await leader.put("/api/me/contact", {"email": wrong})
        assert answer.status == 422
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        (sealed,) = await tx.scalars(select(Account.email_sealed).where(Account.login == someone.login))
    assert sealed is not None
    assert ADDRESS.encode() not in sealed


async def test_an_address_asks_for_a_factor_again(service: Client) -> None:
    leader, _ = await browser_of(service, "leader", COUNTY)
    clock_of(service).forward(minutes=11)
    assert await code_of(await leader.put("/api/me/contact", {"email": ADDRESS})) == (403, "factor_needed")


async def test_who_could_make_a_link_for_an_account_gives_its_address(service: Client) -> None:
    organiser, _ = await browser_of(service, "organiser", CITY)
    administrator, _ = await browser_of(service, "administrator")
    leader, someone = await browser_of(service, "leader", COUNTY)
    path = f"/api/accounts/{someone.person.id}"
    given = await organiser.patch(path, {"email": ADDRESS})
    assert (await given.json())["email"] == ADDRESS
    assert (await (await leader.get("/api/me/contact")).json())["email"] == ADDRESS
    assert [one["email"] for one in await _listed(organiser) if one["id"] == someone.person.id] == [ADDRESS]
    assert await code_of(await administrator.patch(path, {"email": "x@example.org"})) == (403, "above_own_rights")
    assert await code_of(await leader.patch(path, {"email": "x@example.org"})) == (403, "not_allowed")
    assert (await (await organiser.patch(path, {"email": ""})).json())["email"] is None


async def test_an_invitation_is_sent_to_the_address_that_the_inviter_gives(
    start: Start, database_url: str, mailbox: Mailbox
) -> None:
    mail = {"smtp_url": mailbox.url, "smtp_from": SENDER, "public_url": "https://reception.example.org"}
    service = await start(database_url=database_url, **mail)
    organiser, _ = await browser_of(service)
    organiser.headers["Origin"] = "https://reception.example.org"
    made = await (await organiser.post("/api/invitations", INVITED | {"email": ADDRESS})).json()
    (one,) = await ended_notices(service)
    assert (one.kind, one.state, one.sealed) == ("invitation", "sent", None)
    (letter,) = mailbox.mails
    assert letter["To"] == ADDRESS
    assert made["link"] in letter.get_content()
    assert "李四" not in letter.as_string()
    assert [each["email"] for each in await _listed(organiser) if each["id"] == made["account"]] == [ADDRESS]


async def test_an_invitation_to_what_is_no_address_makes_no_account(service: Client) -> None:
    organiser, _ = await browser_of(service)
    before = len(await _listed(organiser))
    answer = await organiser.post("/api/invitations", INVITED | {"email": "li"})
    assert await code_of(answer) == (422, "address_form")
    assert len(await _listed(organiser)) == before
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(Notice)) == []


async def _listed(browser: Browser) -> list[dict[str, object]]:
    items: list[dict[str, object]] = (await (await browser.get("/api/accounts")).json())["items"]
    return items
