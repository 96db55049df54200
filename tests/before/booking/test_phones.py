"""A telephone number is proved by a code that is sent to it; guessing, replaying and flooding gain nothing."""

import pytest
from sqlalchemy import update

from server import keys
from server.before.booking import rules
from server.before.booking.model import Booking
from server.db import EVERYWHERE
from tests.support.bookings import PHONE, Json, booked, digits_of, sent, told
from tests.support.fake_clock import FakeClock
from tests.support.plan import HERE, make_day, make_sites
from tests.support.service import Client, Start

OTHER = "12800000008"


@pytest.fixture
async def proving(start: Start, database_url: str) -> Client:
    """Serve with a way to send messages to telephones."""
    service = await start(database_url=database_url, sms_url="console:")
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE])
    return service


async def asked(service: Client, phone: str = PHONE) -> str:
    status, answer = await sent(service, "POST /api/book/phone-codes", {"site": HERE, "phone": phone})
    assert status == 200, answer
    return str(answer["check"])


async def tried(service: Client, check: str, digits: str) -> tuple[int, Json]:
    return await sent(service, f"POST /api/book/phone-codes/{check}", {"digits": digits})


async def proved(service: Client, phone: str = PHONE) -> str:
    check = await asked(service, phone)
    assert (await tried(service, check, await digits_of(service, check)))[0] == 200
    return check


def other_than(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


async def test_a_number_is_booked_with_once_it_is_proved_and_one_proof_serves_one_booking(proving: Client) -> None:
    for without in (told(), told(phone_check=await asked(proving))):
        assert (await sent(proving, "POST /api/book/bookings", without))[1]["code"] == "phone_unchecked"
    check = await proved(proving)
    assert (await sent(proving, "POST /api/book/bookings", told(phone_check=check, phone=OTHER)))[0] == 409
    made = await booked(proving, phone_check=check)
    assert made["phone_checked"] is True
    again = await sent(proving, "POST /api/book/bookings", told(phone_check=check))
    assert again[1]["code"] == "phone_code_spent"


async def test_after_five_wrong_tries_the_right_digits_prove_nothing(proving: Client) -> None:
    check = await asked(proving)
    digits = await digits_of(proving, check)
    for left in reversed(range(rules.CODE_TRIES)):
        status, refused = await tried(proving, check, other_than(digits))
        assert (status, refused["code"], refused["left"]) == (422, "phone_code_wrong", left)
    assert (await tried(proving, check, digits))[1]["code"] == "phone_code_spent"


async def test_digits_that_are_too_old_prove_nothing(proving: Client) -> None:
    check = await asked(proving)
    clock = proving.app[keys.CLOCK]
    assert isinstance(clock, FakeClock)
    clock.forward(minutes=11)
    assert (await tried(proving, check, await digits_of(proving, check)))[1]["code"] == "phone_code_spent"


@pytest.mark.parametrize("phone", ["", "12", "abc", "1" * 40, "128000O0007", "😀😀😀😀😀😀😀"])
async def test_what_is_no_number_is_sent_nothing(proving: Client, phone: str) -> None:
    status, refused = await sent(proving, "POST /api/book/phone-codes", {"site": HERE, "phone": phone})
    assert status in {400, 422}, refused


async def test_one_number_gets_three_codes_in_ten_minutes_and_another_number_still_gets_one(proving: Client) -> None:
    for _ in range(rules.CODES_SHORTLY):
        await asked(proving)
    answer = await proving.post("/api/book/phone-codes", json={"site": HERE, "phone": PHONE})
    assert (answer.status, (await answer.json())["code"]) == (429, "phone_code_soon")
    assert int(answer.headers["Retry-After"]) > 0
    await asked(proving, OTHER)


async def test_another_number_in_a_booking_is_proved_anew_or_not_said_to_be_proved(
    proving: Client,
) -> None:
    made = await booked(proving, phone_check=await proved(proving))
    at = f"/api/book/bookings/{made['code']}"
    body = {**told(phone=OTHER), "version": 1}
    del body["id"]
    assert (await sent(proving, f"PUT {at}", body))[1]["code"] == "phone_unchecked"
    status, changed = await sent(proving, f"PUT {at}", body | {"phone_check": await proved(proving, OTHER)})
    assert (status, changed["phone_checked"]) == (200, True)


async def test_where_no_code_can_be_sent_a_corrected_number_is_not_said_to_be_proved(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE])
    made = await booked(service)
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await tx.change(update(Booking).values(phone_checked=True))
    body = {**told(phone=OTHER), "version": 1}
    del body["id"]
    status, changed = await sent(service, f"PUT /api/book/bookings/{made['code']}", body)
    assert (status, changed["phone_checked"]) == (200, False)
