"""What an organiser sees of notices: those of their places, without addresses, and what each kind says."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select, update

from server import keys
from server.db import EVERYWHERE
from server.language import TAGS
from server.notices.actions import enqueue
from server.notices.model import Notice
from server.notices.rules import NoticeState
from server.notices.texts import date_in_words, moment_in_words, sample
from server.people.model import AuditLine
from server.place import place_of
from server.reactions import TEMPLATES
from tests.support.commands import reception
from tests.support.fake_clock import NINE
from tests.support.outbox import ADDRESS, draft, notices, write
from tests.support.people import CITY, NEXT_CITY, browser_of
from tests.support.service import Client

WORDS = Path(__file__).parents[2] / "web" / "src" / "locales"


async def test_the_notices_of_ones_places_are_listed_without_their_addresses(service: Client) -> None:
    mine, other = [place_of(region) for region in ("430102", "430202")]
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await enqueue(tx, service.app[keys.SEALER], [draft("a", place=mine), draft("b", place=other)])
    organiser, _ = await browser_of(service, "organiser", CITY)
    answer = await organiser.get("/api/notices?state=queued")
    told = await answer.json()
    assert [(one["kind"], one["place"], one["state"]) for one in told["items"]] == [("test", "430102", "queued")]
    assert (told["next"], told["sends"]) == (None, False)
    assert ADDRESS not in await answer.text()
    assert (await (await organiser.get("/api/notices?state=failed")).json())["items"] == []
    elsewhere, _ = await browser_of(service, "organiser", NEXT_CITY)
    assert len((await (await elsewhere.get("/api/notices")).json())["items"]) == 1


async def test_the_list_of_notices_has_pages_the_newest_first(service: Client) -> None:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await enqueue(tx, service.app[keys.SEALER], [draft(f"{n}") for n in range(5)])
    organiser, _ = await browser_of(service)
    seen, after = list[str](), ""
    for expected, is_last in ((2, False), (2, False), (1, True)):
        page = await (await organiser.get(f"/api/notices?limit=2{after}")).json()
        assert (len(page["items"]), page["next"] is None) == (expected, is_last)
        seen, after = [*seen, *(one["id"] for one in page["items"])], f"&cursor={page['next']}"
    assert seen == sorted(set(seen), reverse=True)


async def test_a_notice_that_failed_is_sent_again_by_an_organiser_of_its_place_and_logged(service: Client) -> None:
    database = service.app[keys.DATABASE]
    await write(database, service.app[keys.SEALER], draft(place=place_of("430102")))
    ident = (await notices(database))[0].id
    organiser, who = await browser_of(service, "organiser", CITY)
    elsewhere, _ = await browser_of(service, "organiser", NEXT_CITY)
    path = f"/api/notices/{ident}/repeat"
    early = await organiser.post(path)
    assert (early.status, (await early.json())["code"]) == (409, "notice_not_ended")
    async with database.transaction(EVERYWHERE) as tx:
        await tx.change(update(Notice).values(state=NoticeState.FAILED, attempts=12, reason="SMTP 550"))
    assert (await elsewhere.post(path)).status == 404
    assert (await organiser.post(path)).status == 204
    told = (await (await organiser.get("/api/notices")).json())["items"][0]
    assert (told["state"], told["attempts"]) == ("queued", 0)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        logged = await tx.rows(select(AuditLine.who, AuditLine.about).where(AuditLine.what == "notice_repeated"))
    assert [tuple(line) for line in logged] == [(f"account:{who.person.id}", f"notice:{ident}")]


async def test_every_kind_is_shown_as_it_reads_in_both_languages(service: Client) -> None:
    organiser, _ = await browser_of(service)
    items = (await (await organiser.get("/api/notices/texts")).json())["items"]
    assert {(one["kind"], one["language"]) for one in items} == {
        (kind, tag) for kind in TEMPLATES for tag in TAGS.values()
    }
    assert not any("{" in one["title"] + one["body"] for one in items)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_has_a_word_for_every_kind(language: str) -> None:
    words = (WORDS / language / "notices.ts").read_text("utf-8")
    kinds = re.search(r"kinds: \{(.*?)\}", words, re.DOTALL)
    assert kinds is not None
    assert set(re.findall(r"(\w+):", kinds[1])) == set(TEMPLATES)


@pytest.mark.parametrize("kind", sorted(TEMPLATES))
def test_the_command_prints_what_a_kind_says(kind: str) -> None:
    done = reception("notices", "--preview", kind, "--language", "en")
    assert sample(TEMPLATES[kind], "en").body.strip() in done.stdout


def test_a_kind_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    done = reception("notices", "--preview", "none")
    assert done.returncode == 2
    assert "day_announced" in done.stderr


def test_dates_are_written_in_words_of_either_language() -> None:
    assert date_in_words(NINE.date(), "zh") == "2023年11月9日（星期四）"
    assert moment_in_words(NINE, "en") == "Thursday, 9 November 2023, 09:00"
