"""An outcome is read back and answered: drawn, on paper, by word, or not signed; an amended one is read back again."""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select, update
from uuid_utils import uuid7

from server import keys
from server.day.outcome.model import OutcomeSignature
from server.db import EVERYWHERE
from server.files.model import FileChunk
from server.journal.seals import EntrySeals
from server.verify import verify
from tests.support.case_desk import amended, outcome
from tests.support.hand_in import DAY, Headers, body_of, enrolled, entry, registration
from tests.support.people import COUNTY, browser_of
from tests.support.plan import HERE, NEXT_DOOR
from tests.support.service import Client

CODE, CANARY = "k7m29q4x0abc", "测试甲"
LINE = [[at for n in range(12) for at in (100 + 40 * n, 200)]]
DRAWN: dict[str, Any] = {"way": "drawn", "strokes": LINE}
AGREED = {"outcome": "agreed_to_pay", "amount_fen": 10_600_000, "owner_unit": "住建局", "due_on": "2023-11-13"}


@dataclass
class Heard:
    """A matter with an outcome and a ticket, at a site whose device reads it back."""

    service: Client
    device: Headers
    matter: str
    said: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/api/days/{DAY}/sites/{HERE}/matters/{self.matter}/signatures"

    async def hand_in(self, *entries: dict[str, Any]) -> None:
        path = f"/api/days/{DAY}/sites/{HERE}/entries"
        answer = await self.service.post(path, data=body_of(*entries), headers=self.device)
        assert {one["status"] for one in (await answer.json())["results"]} == {"accepted"}

    async def told(self) -> dict[str, Any]:
        answer = await self.service.get(self.path, headers=self.device)
        assert answer.status == 200, await answer.text()
        told: dict[str, Any] = await answer.json()
        return told

    async def answers(self, ident: str | None = None, **body: Any) -> tuple[int, dict[str, Any]]:
        said = {"version": (await self.told())["version"], **body}
        answer = await self.service.post(f"{self.path}/{ident or uuid7()}", json=said, headers=self.device)
        return answer.status, await answer.json()

    async def paper(self, content: bytes) -> tuple[int, dict[str, Any]]:
        version = (await self.told())["version"]
        headers = {**self.device, "Content-Type": "image/png"}
        path = f"{self.path}/{uuid7()}/paper?version={version}"
        answer = await self.service.post(path, data=content, headers=headers)
        return answer.status, await answer.json()

    async def notice(self) -> str:
        answer = await self.service.get(self.path.replace("signatures", "notice.pdf"), headers=self.device)
        assert answer.status == 200, await answer.text()
        pages = PdfReader(io.BytesIO(await answer.read())).pages
        return "".join("".join(page.extract_text() for page in pages).split())

    async def differences(self) -> list[str]:
        app = self.service.app
        return (await verify(app[keys.DATABASE], EntrySeals(app[keys.SEALER]))).differences


@pytest.fixture
async def heard(receiving: Client) -> Heard:
    return await heard_at(receiving)


async def heard_at(service: Client) -> Heard:
    told = registration(
        category="wage_arrears_migrant", petitioner={"name": CANARY, "phone": "12800000009"}, summary=CANARY
    )
    matter = told["data"]["matter"]
    printed = hashlib.sha256(CODE.encode()).hexdigest()
    ticket = entry("ticket_issued", {"matter": matter, "desk": "A", "number": 1, "code": printed})
    found = Heard(service, await enrolled(service), matter, outcome(matter, **AGREED))
    await found.hand_in(told, ticket, found.said)
    return found


def picture() -> bytes:
    held = io.BytesIO()
    Image.effect_noise((200, 100), 50).save(held, "PNG")
    return held.getvalue()


async def test_a_drawn_signature_is_kept_once_sealed_and_stands_on_the_notice(heard: Heard) -> None:
    told = await heard.told()
    assert (told["outcome"], told["owner_unit"], told["amount_fen"], told["answers"]) == (
        *("agreed_to_pay", "住建局", 10_600_000),
        [],
    )
    ident = str(uuid7())
    for _ in range(2):
        status, told = await heard.answers(ident, **DRAWN)
        assert status == 200, told
    (one,) = told["answers"]
    assert (one["way"], one["is_current"], one["by_petitioner"], one["strokes"]) == ("drawn", True, False, LINE)
    assert (await heard.answers(**DRAWN))[1]["code"] == "outcome_signed"
    async with heard.service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        (row,) = await tx.scalars(select(OutcomeSignature))
        assert row.words_sealed is not None
        assert b"strokes" not in row.words_sealed
    assert "已当面复述，信访人签字（2023年11月9日）" in await heard.notice()


async def test_an_amended_outcome_leaves_the_signature_for_the_old_one_and_is_read_back_again(heard: Heard) -> None:
    old = (await heard.told())["version"]
    await heard.answers(**DRAWN)
    await heard.hand_in(amended(heard.said, {"due_on": "2023-11-20"}, "改期"))
    told = await heard.told()
    assert (told["due_on"], [one["is_current"] for one in told["answers"]]) == ("2023-11-20", [False])
    assert "确认的是更改前的结果" in await heard.notice()
    assert (await heard.answers(version=old, **DRAWN))[1]["code"] == "outcome_amended"
    status, told = await heard.answers(way="word", words=CANARY)
    assert (status, [one["is_current"] for one in told["answers"]]) == (200, [False, True])
    assert "信访人口头同意" in await heard.notice()
    assert await heard.differences() == []


async def test_not_to_sign_is_a_choice_after_which_one_may_still_sign(heard: Heard) -> None:
    status, told = await heard.answers(way="refused")
    assert (status, told["answers"][0]["way"], told["answers"][0]["words"]) == (200, "refused", "")
    assert (await heard.answers(way="refused"))[1]["code"] == "outcome_signed"
    assert "信访人选择不签字" in await heard.notice()
    status, told = await heard.paper(picture())
    assert (status, [one["way"] for one in told["answers"]]) == (200, ["refused", "paper"])
    ident = told["answers"][1]["id"]
    answer = await heard.service.get(f"{heard.path}/{ident}/paper", headers=heard.device)
    assert (answer.status, answer.content_type) == (200, "image/jpeg")
    assert (await heard.service.get(f"{heard.path}/{uuid7()}/paper", headers=heard.device)).status == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"way": "drawn", "strokes": []}, "signature_empty"),
        ({"way": "drawn", "strokes": [[5, 5] * 20]}, "signature_empty"),
        ({"way": "drawn", "strokes": [[*LINE[0], 7]]}, "signature_empty"),
        ({"way": "drawn", "strokes": [[*LINE[0], 1001, 5]]}, "signature_empty"),
        ({"way": "word"}, "signature_words"),
        ({"way": "word", "words": "\u200b\u200b"}, "signature_words"),
        ({"way": "word", "words": "张三", "strokes": LINE}, "invalid"),
        ({"way": "paper"}, "invalid"),
    ],
)
async def test_what_is_no_answer_is_refused_and_nothing_is_kept(heard: Heard, body: dict[str, Any], code: str) -> None:
    assert (await heard.answers(**body))[1]["code"] == code
    assert (await heard.told())["answers"] == []


async def test_a_paper_that_is_no_photograph_is_refused(heard: Heard) -> None:
    for content in (b"%PDF-1.7 no", b"<html>", picture()[:200]):
        status, told = await heard.paper(content)
        assert status in {415, 422}, told
    assert (await heard.told())["answers"] == []


async def test_the_holder_of_the_ticket_answers_on_the_phone_and_reads_no_words_of_the_desk(heard: Heard) -> None:
    path = f"/api/tickets/{CODE}"
    told = await (await heard.service.get(f"{path}/outcome")).json()
    assert (told["outcome"], told["answers"]) == ("agreed_to_pay", [])
    body = {"version": told["version"], "way": "word", "words": CANARY}
    answer = await heard.service.post(f"{path}/signatures/{uuid7()}", json=body)
    assert answer.status == 200, await answer.text()
    assert CANARY not in await answer.text()
    (one,) = (await heard.told())["answers"]
    assert (one["by_petitioner"], one["words"]) == (True, CANARY)
    async with heard.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await heard.service.app[keys.SEALER].destroy(await tx.connection(), "430100", DAY[:7])
    answer = await heard.service.post(f"{path}/signatures/{uuid7()}", json=body)
    assert (await answer.json())["code"] == "outcome_erased"
    (one,) = (await heard.told())["answers"]
    assert (one["words"], one["strokes"], one["is_current"]) == (None, None, True)
    assert await heard.differences() == []


async def test_one_who_may_not_see_persons_or_is_elsewhere_reads_nothing_back(heard: Heard) -> None:
    page, _ = await browser_of(heard.service, "organiser", COUNTY)
    assert (await page.get(heard.path)).status == 403
    far = await enrolled(heard.service, NEXT_DOOR)
    assert (await heard.service.get(heard.path, headers=far)).status == 404
    officer, _ = await browser_of(heard.service, "officer", COUNTY)
    assert (await officer.get(heard.path)).status == 200
    body = {"version": 1, "way": "refused"}
    assert (await officer.post(f"{heard.path}/{uuid7()}", body)).status == 403


async def test_verify_tells_of_a_signature_or_a_photograph_that_was_changed(heard: Heard) -> None:
    await heard.answers(way="refused")
    await heard.paper(picture())
    assert await heard.differences() == []
    database = heard.service.app[keys.DATABASE]
    async with database.transaction(EVERYWHERE) as tx:
        (chunk,) = await tx.scalars(select(FileChunk))
        kept = chunk.sealed
        chunk.sealed = kept[:-1] + bytes([kept[-1] ^ 1])
    (found,) = await heard.differences()
    assert "it is not the one that was given" in found
    async with database.transaction(EVERYWHERE) as tx:
        await tx.change(update(FileChunk).values(sealed=kept))
        await tx.change(update(OutcomeSignature).values(by="petitioner"))
    assert len(await heard.differences()) == 2


async def test_an_outcome_that_is_not_there_is_not_answered(receiving: Client) -> None:
    told = registration(category="wage_arrears_migrant")
    found = Heard(receiving, await enrolled(receiving), told["data"]["matter"], {})
    await found.hand_in(told)
    assert (await found.told())["version"] is None
    answer = await receiving.post(
        f"{found.path}/{uuid7()}", json={"version": 1, "way": "refused"}, headers=found.device
    )
    assert (await answer.json())["code"] == "outcome_not_counted"
