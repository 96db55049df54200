"""Coordinators register sites at a link without an account; the level above confirms or sends back."""

import pytest
from sqlalchemy import select

from server import keys
from server.db import EVERYWHERE
from server.people.model import AuditLine
from server.sites import linking
from server.sites.model import SiteInvitation, SiteRegistration
from tests.support.coordinators import DETAILS, TOLD, Json, Link, asked, decide, invited, photo, sent
from tests.support.people import clock_of
from tests.support.plan import COUNTY, HERE, signed_in
from tests.support.service import Client


async def test_a_site_is_registered_at_a_link_confirmed_and_then_there(
    service: Client, inviter: dict[str, str]
) -> None:
    _, link = await invited(service, inviter)
    status, opened = await link.look()
    assert (status, opened["registration"], opened["own_code"]) == (200, None, None)
    assert [one["code"] for one in opened["regions"]] == ["430102"]
    status, registered = await link.send(sent())
    assert (status, registered["registration"]["state"], registered["registration"]["site"]) == (200, "waiting", None)
    assert (await link.photo(photo()))[1]["registration"]["has_photo"] is True
    _, listed = await asked(service, inviter, "GET /api/site-registrations?state=waiting")
    (waiting,) = listed["items"]
    assert {one["what"] for one in waiting["changes"]} >= {"name_zh", "telephone", "step_free", "languages"}
    assert await asked(service, inviter, "GET /api/sites") == (200, {"items": [], "next": None, "total": 0})
    status, confirmed = await decide(service, inviter, waiting)
    assert (status, confirmed["state"], confirmed["site"], confirmed["changes"]) == (200, "confirmed", HERE, [])
    (site,) = (await asked(service, inviter, "GET /api/sites"))[1]["items"]
    assert {name: site[name] for name in TOLD} == TOLD
    assert site["details"] == {**DETAILS, "languages": ["putonghua", "xiang"]}
    assert site["confirmed_at"] is not None
    assert (await link.look())[1]["registration"]["site"] == HERE
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        words = [line.what for line in await tx.scalars(select(AuditLine).order_by(AuditLine.seq))]
    assert [word for word in words if "site" in word] == [
        "sites_invited",
        "site_registered",
        "site_registered",
        "site_made",
        "site_registration_confirmed",
    ]


async def test_what_is_sent_back_says_why_at_the_same_link_and_comes_again_with_what_changed(
    service: Client, inviter: dict[str, str]
) -> None:
    _, link = await invited(service, inviter)
    _, first = await link.send(body := sent())
    why = "请写明无障碍通道在哪一侧"
    status, back = await decide(service, inviter, first["registration"], reason=why)
    assert (status, back["state"]) == (200, "sent_back")
    assert (await link.look())[1]["registration"]["reason"] == why
    assert (await decide(service, inviter, back))[1]["code"] == "not_from_here"
    changed = {**body, "address": "解放路 9 号东侧坡道", "version": back["version"]}
    _, again = await link.send(changed)
    assert (again["registration"]["state"], again["registration"]["since_sent_back"]) == (
        "waiting",
        [{"what": "address", "was": TOLD["address"], "now": "解放路 9 号东侧坡道"}],
    )
    assert (await decide(service, inviter, first["registration"]))[1]["code"] == "site_registration_changed"
    assert (await decide(service, inviter, again["registration"]))[1]["state"] == "confirmed"
    async with service.app[keys.DATABASE].store(EVERYWHERE, write=False) as connection:
        rows = (await connection.execute(select(SiteRegistration.__table__))).all()
    assert why not in repr(rows)


async def test_a_later_change_waits_and_is_shown_beside_what_was_confirmed(
    service: Client, inviter: dict[str, str]
) -> None:
    _, link = await invited(service, inviter)
    _, registered = await link.send(body := sent())
    _, confirmed = await decide(service, inviter, registered["registration"])
    _, changed = await link.send({**body, "rooms": 5, "version": confirmed["version"]})
    assert changed["registration"]["changes"] == [{"what": "rooms", "was": 3, "now": 5}]
    (site,) = (await asked(service, inviter, "GET /api/sites"))[1]["items"]
    assert site["rooms"] == 3
    seen = {name: TOLD[name] for name in TOLD}
    await asked(service, inviter, f"PUT /api/sites/{HERE}", {**TOLD, "address": "韶山路 1 号", "seen": seen})
    assert (await decide(service, inviter, changed["registration"]))[0] == 200
    (site,) = (await asked(service, inviter, "GET /api/sites"))[1]["items"]
    assert (site["rooms"], site["address"]) == (5, "韶山路 1 号")
    _, versions = await asked(service, inviter, f"GET /api/sites/{HERE}/versions")
    assert [[one["what"] for one in version["changes"]] for version in versions["items"]][1:] == [
        ["address"],
        ["rooms"],
    ]


async def test_a_part_that_an_organiser_changed_otherwise_is_not_overwritten_by_a_confirmation(
    service: Client, inviter: dict[str, str]
) -> None:
    _, link = await invited(service, inviter)
    _, registered = await link.send(body := sent())
    _, confirmed = await decide(service, inviter, registered["registration"])
    _, changed = await link.send({**body, "rooms": 5, "version": confirmed["version"]})
    await asked(service, inviter, f"PUT /api/sites/{HERE}", {**TOLD, "rooms": 4, "seen": TOLD})
    status, refused = await decide(service, inviter, changed["registration"])
    assert (status, refused["code"]) == (409, "site_changed")
    assert refused["changed"] == [{"what": "rooms", "was": 3, "now": 4}]


async def test_one_code_registers_as_many_sites_as_it_is_for_and_each_gets_a_code_of_its_own(
    service: Client, inviter: dict[str, str]
) -> None:
    _, link = await invited(service, inviter, region="430100", most=2)
    _, first = await link.send(sent())
    _, second = await link.send(sent(region="430103", name_zh="天心区接访点"))
    assert (await link.send(sent()))[1]["code"] == "site_link_used"
    assert (await link.look())[1]["registration"] is None
    for one in (first, second):
        own = await Link(service, one["own_code"]).look()
        assert own[1]["registration"]["id"] == one["registration"]["id"]
    _, listed = await asked(service, inviter, "GET /api/site-invitations")
    assert [(one["most"], one["used"]) for one in listed["items"]] == [(2, 2)]


async def test_what_is_sent_twice_is_registered_once_and_another_page_is_not_overwritten(
    service: Client, inviter: dict[str, str]
) -> None:
    _, link = await invited(service, inviter, most=5)
    body = sent()
    answers = [await link.send(body) for _ in range(3)]
    assert {(status, answer["own_code"], answer["registration"]["version"]) for status, answer in answers} == {
        (200, answers[0][1]["own_code"], 1)
    }
    own = Link(service, answers[0][1]["own_code"])
    assert (await own.send({**body, "rooms": 4, "version": 1}))[1]["registration"]["version"] == 2
    assert (await own.send({**body, "rooms": 9, "version": 1}))[1]["code"] == "site_registration_changed"
    assert (await own.send({**body, "region": "430103", "version": 2}))[1]["code"] == "site_keeps_region"


@pytest.mark.parametrize(
    ("how", "code"),
    [("unknown", "site_link_unknown"), ("expired", "site_link_expired"), ("revoked", "site_link_revoked")],
)
async def test_a_dead_link_says_in_a_sentence_what_it_is_and_changes_nothing(
    service: Client, inviter: dict[str, str], how: str, code: str
) -> None:
    made, link = await invited(service, inviter)
    if how == "unknown":
        link = Link(service, linking.written(linking.new_code()))
    elif how == "expired":
        clock_of(service).forward(days=14)
    else:
        assert (await asked(service, inviter, f"DELETE /api/site-invitations/{made['id']}"))[0] == 200
    for status, problem in (await link.look(), await link.send(sent()), await link.photo(photo())):
        assert (status, problem["code"]) == (404, code)
        assert problem["detail"].endswith(("。", "."))
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(SiteRegistration)) == []


async def test_revoking_an_invitation_ends_the_links_of_its_registrations_and_keeps_its_sites(
    service: Client, inviter: dict[str, str]
) -> None:
    made, link = await invited(service, inviter, most=2)
    _, registered = await link.send(sent())
    await decide(service, inviter, registered["registration"])
    await asked(service, inviter, f"DELETE /api/site-invitations/{made['id']}")
    assert (await Link(service, registered["own_code"]).look())[1]["code"] == "site_link_revoked"
    assert [one["site"] for one in (await asked(service, inviter, "GET /api/sites"))[1]["items"]] == [HERE]


async def test_a_registration_is_read_at_its_link_after_the_invitation_has_expired(
    service: Client, inviter: dict[str, str]
) -> None:
    _, link = await invited(service, inviter, days=1)
    await link.send(sent())
    clock_of(service).forward(days=2)
    assert (await link.look())[1]["registration"]["state"] == "waiting"
    clock_of(service).forward(days=linking.KEPT.days)
    assert (await link.look())[1]["code"] == "site_link_expired"


def test_a_code_is_read_however_it_was_typed() -> None:
    code = linking.new_code()
    typed = [
        code,
        linking.written(code),
        linking.written(code).lower(),
        f" {code.replace('1', 'I').replace('0', 'o')} ",
    ]
    assert len({linking.hash_of(lambda said: said.hex(), one) for one in typed}) == 1


async def test_codes_lie_hashed_and_are_counted_when_guessed(service: Client, inviter: dict[str, str]) -> None:
    made, _ = await invited(service, inviter)
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        (kept,) = await tx.scalars(select(SiteInvitation))
    assert made["code"].replace("-", "") not in repr(vars(kept))
    guesses = [(await Link(service, linking.new_code()).look())[0] for _ in range(70)]
    assert (guesses[0], guesses[-1]) == (404, 429)


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"region": "430103"}, 404, "not_found"),
        ({"name_zh": " "}, 422, "invalid"),
        ({"telephone": "13" + "800138000"}, 422, "telephone_form"),
        ({"details": {**DETAILS, "sentence": "找 13" + "800138000"}}, 422, "site_words_number"),
        ({"details": {**DETAILS, "closes_at": "08:00:00"}}, 422, "site_hours"),
        ({"details": {**DETAILS, "closes_at": None}}, 422, "site_hours"),
        ({"details": {**DETAILS, "latitude_e6": 90_000_000}}, 422, "site_position"),
        ({"details": {**DETAILS, "longitude_e6": None}}, 422, "site_position"),
        ({"details": {**DETAILS, "languages": ["klingon"]}}, 422, "invalid"),
        ({"site": "HN-D-430102"}, 422, "invalid"),
    ],
)
async def test_what_no_site_can_be_is_refused_and_nothing_is_registered(
    service: Client, inviter: dict[str, str], wrong: Json, status: int, code: str
) -> None:
    _, link = await invited(service, inviter)
    assert [(answer[0], answer[1]["code"]) for answer in [await link.send(sent(**wrong))]] == [(status, code)]
    assert (await link.look())[1]["registration"] is None


async def test_only_an_organiser_over_the_region_invites_and_decides(service: Client, inviter: dict[str, str]) -> None:
    made, link = await invited(service, inviter)
    _, registered = await link.send(sent())
    leader, elsewhere = (
        await signed_in(service, "leader"),
        await signed_in(service, "organiser", (430103000, 430103999)),
    )
    county = await signed_in(service, "organiser", COUNTY)
    assert (await decide(service, leader, registered["registration"]))[0] == 403
    assert (await decide(service, elsewhere, registered["registration"]))[0] == 404
    assert (await asked(service, elsewhere, "GET /api/site-registrations"))[1]["items"] == []
    assert (await asked(service, elsewhere, f"DELETE /api/site-invitations/{made['id']}"))[0] == 404
    assert (await asked(service, county, "POST /api/site-invitations", {"region": "430100"}))[0] == 404
    assert (await decide(service, county, registered["registration"]))[0] == 200
