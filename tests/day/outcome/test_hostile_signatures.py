"""Answers to outcomes that are meant to break something: refused with a reason, and nothing is kept."""

import asyncio
import hashlib
import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from uuid_utils import uuid7

from server import keys
from server.day.outcome.model import OutcomeSignature
from server.db import EVERYWHERE
from server.erasure import erase
from tests.day.outcome.test_signatures import CODE, DRAWN, LINE, Heard, heard_at, picture
from tests.support.case_desk import outcome
from tests.support.hand_in import DAY, enrolled, entry, registration
from tests.support.people import clock_of
from tests.support.plan import HERE, NEXT_DOOR
from tests.support.service import Client

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
async def heard(receiving: Client) -> Heard:
    return await heard_at(receiving)


@pytest.mark.parametrize(
    ("strokes", "code"),
    [
        ([LINE[0] * 400], "invalid"),
        ([LINE[0] * 10] * 40, "signature_empty"),
        ([[1, 1]] * 401, "invalid"),
        ([[10**30, 5, *LINE[0]]], "signature_empty"),
        ([[-1, 5, *LINE[0]]], "signature_empty"),
        ([[1.5, 5, *LINE[0]]], "invalid"),
        ([["<svg>", 5, *LINE[0]]], "invalid"),
        ([[], *LINE], "signature_empty"),
    ],
)
async def test_strokes_out_of_the_field_or_beyond_count_are_refused(heard: Heard, strokes: Any, code: str) -> None:
    assert (await heard.answers(way="drawn", strokes=strokes))[1]["code"] == code
    assert (await heard.told())["answers"] == []


async def test_a_photograph_is_kept_without_where_it_was_taken(heard: Heard) -> None:
    held, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "CANARY"
    exif.get_ifd(0x8825).update({1: "N", 2: (28.0, 12.0, 0.0), 3: "E", 4: (112.0, 58.0, 0.0)})
    Image.effect_noise((200, 100), 50).save(held, "JPEG", exif=exif, comment=b"CANARY")
    assert b"CANARY" in held.getvalue()
    status, told = await heard.paper(held.getvalue())
    assert status == 200, told
    kept = await heard.service.get(f"{heard.path}/{told['answers'][0]['id']}/paper", headers=heard.device)
    content = await kept.read()
    assert b"CANARY" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


async def test_a_picture_that_is_none_or_too_large_is_refused(heard: Heard) -> None:
    for content in (SVG, b"\x89PNG\r\n\x1a\n" + bytes(100), b"", b"GIF89a" + bytes(50)):
        assert (await heard.paper(content))[0] in {415, 422}, content[:8]
    large = io.BytesIO(bytes(5 * 1024 * 1024))
    headers = {**heard.device, "Content-Type": "image/png"}
    answer = await heard.service.post(f"{heard.path}/{uuid7()}/paper?version=1", data=large, headers=headers)
    assert answer.status == 413
    assert (await heard.told())["answers"] == []


async def test_of_two_who_sign_at_once_one_signature_is_kept(heard: Heard) -> None:
    version = (await heard.told())["version"]
    body = {"version": version, "way": "word", "words": "测试甲"}
    phone = f"/api/tickets/{CODE}/signatures/{uuid7()}"
    desk = f"{heard.path}/{uuid7()}"
    answers = await asyncio.gather(
        heard.service.post(phone, json=body), heard.service.post(desk, json=body, headers=heard.device)
    )
    assert sorted(one.status for one in answers) == [200, 409]
    assert len((await heard.told())["answers"]) == 1
    assert await heard.differences() == []


async def test_a_withdrawn_outcome_is_not_answered_and_its_signature_is_not_current(heard: Heard) -> None:
    version = (await heard.told())["version"]
    await heard.answers(**DRAWN)
    await heard.hand_in(entry("entry_withdrawn", {"entry": heard.said["id"], "reason": "登记有误"}))
    told = await heard.told()
    assert (told["version"], told["outcome"], [one["is_current"] for one in told["answers"]]) == (None, None, [False])
    assert (await heard.answers(version=version, **DRAWN))[1]["code"] == "outcome_not_counted"
    body = {"version": version, **DRAWN}
    answer = await heard.service.post(f"/api/tickets/{CODE}/signatures/{uuid7()}", json=body)
    assert (await answer.json())["code"] == "outcome_not_counted"
    assert await heard.differences() == []


async def test_a_guessed_code_and_another_sites_device_sign_nothing(heard: Heard) -> None:
    version = (await heard.told())["version"]
    body = {"version": version, **DRAWN}
    for code in ("0" * 12, CODE.upper(), CODE[:-1], f"{CODE}%20", hashlib.sha256(CODE.encode()).hexdigest()):
        assert (await heard.service.post(f"/api/tickets/{code}/signatures/{uuid7()}", json=body)).status == 404
    far = await enrolled(heard.service, NEXT_DOOR)
    for path in (heard.path, heard.path.replace(HERE, NEXT_DOOR)):
        assert (await heard.service.post(f"{path}/{uuid7()}", json=body, headers=far)).status == 404
    assert (await heard.told())["answers"] == []


async def test_an_id_of_another_sites_answer_is_refused_and_not_an_error(heard: Heard) -> None:
    ident = str(uuid7())
    assert (await heard.answers(ident, way="refused"))[0] == 200
    far = await enrolled(heard.service, NEXT_DOOR)
    told = registration(category="wage_arrears_migrant")
    said = outcome(told["data"]["matter"], outcome="accepted")
    path = f"/api/days/{DAY}/sites/{NEXT_DOOR}"
    both = {"entries": [{**one, "site": NEXT_DOOR} for one in (told, said)]}
    answer = await heard.service.post(f"{path}/entries", json=both, headers=far)
    assert {one["status"] for one in (await answer.json())["results"]} == {"accepted"}
    path = f"{path}/matters/{told['data']['matter']}/signatures"
    version = (await (await heard.service.get(path, headers=far)).json())["version"]
    body = {"version": version, "way": "refused"}
    answer = await heard.service.post(f"{path}/{ident}", json=body, headers=far)
    assert (answer.status, (await answer.json())["code"]) == (404, "not_found")


async def test_after_an_erasure_the_desk_keeps_no_new_words_of_the_person(heard: Heard) -> None:
    version = (await heard.told())["version"]
    clock = clock_of(heard.service)
    await erase(heard.service.app[keys.DATABASE], "430100", DAY[:7], now=clock.now(), dry_run=False)
    clock.forward(minutes=2)
    assert (await heard.answers(version=version, way="word", words="测试甲"))[1]["code"] == "outcome_erased"
    assert (await heard.paper(picture()))[1]["code"] == "outcome_erased"
    async with heard.service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(OutcomeSignature.id)) == []
