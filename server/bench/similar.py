"""How well and how fast similar matters are found: 300 labelled tellings, and an index of 100,000 matters.

The peer of the first is plain BM25 over the words of a dictionary (rjieba), of the same texts in the same run. A
telling is asked for among all others; precision@3 is the share of the three first that are of its kind.
"""

import hashlib
import hmac
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import log
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Final

import rjieba
from sqlalchemy import Connection, Table, insert

from server.bench.breakable import postgres_programs, running_postgres
from server.bench.measure import Figures, Shape
from server.bench.tellings import Telling, tellings
from server.clock import Clock
from server.config import sqlite_url
from server.day.similar.model import SimilarMatter, SimilarTerm
from server.day.similar.prints import Mac, number_of, packed, prints_of
from server.day.similar.reads import likest
from server.db import EVERYWHERE, Database
from server.migrations.upgrade import upgrade

DAY: Final = "2023-11-09"
PLACES: Final = [430_100_000 + 1000 * county + 1 for county in range(2, 124)]
GOAL: Final = 20.0
"""Milliseconds of a query."""
BLOCK: Final = 2_000
CLOCK: Final = Clock()
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "建国志强桂兰秀英明伟芳洪波立新春华冬梅海燕平安"
PLACES_SAID: Final = "东西南北上下新老长大双石金银白龙凤梅竹松柳桥河湾坪塘冲岭山口镇湖洲"

Matters = Sequence[Telling]


async def similar(*, quick: bool, say: Callable[[str], None]) -> Figures:
    """With ``quick`` the index has 10,000 matters."""
    count = 10_000 if quick else 100_000
    asked = tellings(Random(1))  # noqa: S311  # seeded, for the same set in every run
    words = _precision(asked, _bm25([[word for word in rjieba.cut(one.text) if word.isalnum()] for one in asked]))
    say("words")
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as folder:
        url = sqlite_url(Path(folder) / "few.sqlite3")
        found = await _found(url, asked)
        say("tellings")
        fast = await _milliseconds(sqlite_url(Path(folder) / "many.sqlite3"), count)
        say("SQLite")
    programs, on_postgres = postgres_programs(), None
    if programs is not None:
        async with running_postgres(programs) as postgres:
            on_postgres = await _milliseconds(postgres.url, count)
        say("PostgreSQL")
    peer, query = "BM25 over words", f"ms of a query among {count:,} matters"
    return Figures(
        "similar",
        [
            Shape("precision@3 of 300 tellings, as the brief asks", found["with"], words, peer),
            Shape("precision@3, the same without the category", found["without"], words, peer),
            *(
                Shape(f"{query}, {name}, {which}", None if took is None else of(took), GOAL, "the goal")
                for name, took in (("SQLite", fast), ("PostgreSQL", on_postgres))
                for which, of in (("median", median), ("slowest of 20", max))
            ),
        ],
    )


def _precision(asked: Matters, first: Callable[[int], Sequence[int]]) -> float:
    """The share of the first three that are of the kind asked for."""
    right = sum(asked[other].kind == one.kind for at, one in enumerate(asked) for other in first(at)[:3])
    return right / (3 * len(asked))


def _bm25(texts: Sequence[Sequence[str]]) -> Callable[[int], Sequence[int]]:
    """Plain BM25 (k1 1.2, b 0.75) of each text among the others."""
    counted = [Counter(words) for words in texts]
    spread = Counter(word for words in counted for word in words)
    mean = sum(map(len, texts)) / len(texts)

    def score(at: int, other: int) -> float:
        length = 1.2 * (1 - 0.75 + 0.75 * len(texts[other]) / mean)
        return sum(
            log(1 + (len(texts) - spread[word] + 0.5) / (spread[word] + 0.5))
            * (counted[other][word] * 2.2 / (counted[other][word] + length))
            for word in counted[at].keys() & counted[other].keys()
        )

    def first(at: int) -> Sequence[int]:
        others = [other for other in range(len(texts)) if other != at]
        return sorted(others, key=lambda other: (-score(at, other), other))

    return first


async def _found(url: str, asked: Matters) -> dict[str, float]:
    database = await _index(url, [asked])
    mac = _mac()
    found: dict[str, float] = {}
    try:
        async with database.transaction(EVERYWHERE, write=False) as tx:
            for name in ("with", "without"):
                lists: list[list[int]] = []
                for at, one in enumerate(asked):
                    own = number_of(DAY, _place(at), str(at), mac)
                    category = one.category if name == "with" else None
                    keys = await likest(tx, prints_of(one.text, mac), category, own)
                    lists.append([int(key.matter) for key in keys])
                found[name] = _precision(asked, lambda at, lists=lists: lists[at])  # type: ignore[misc]  # bound early
    finally:
        await database.dispose()
    return found


async def _milliseconds(url: str, count: int) -> list[float]:
    """Each of twenty queries over the whole province, by the real clock."""
    database = await _index(url, _many(count))
    mac, took = _mac(), list[float]()
    try:
        for at, one in enumerate(_varied(25, seed=0)):
            async with database.transaction(EVERYWHERE, write=False) as tx:
                began = CLOCK.seconds()
                await likest(tx, prints_of(one.text, mac), one.category, -1)
                took.append(1000 * (CLOCK.seconds() - began))
            if at < 5:  # noqa: PLR2004  # statements are compiled, pages read
                took.clear()
    finally:
        await database.dispose()
    return took


def _many(count: int) -> Iterator[Matters]:
    for seed in range(1, count // BLOCK + 1):
        yield _varied(BLOCK, seed=seed)


def _varied(count: int, *, seed: int) -> list[Telling]:
    """Tellings with names of places and people in them, as they are told."""
    random, found = Random(seed), list[Telling]()  # noqa: S311  # as above
    while len(found) < count:
        for one in tellings(random):
            where = "".join(random.sample(PLACES_SAID, 4))
            who = random.choice(SURNAMES) + "".join(random.sample(GIVEN, 2))
            found.append(one._replace(text=f"{where}项目部{who}说，{one.text}"))
    return found[:count]


def _place(at: int) -> int:
    return PLACES[at % len(PLACES)]


def _mac() -> Mac:
    bound = hmac.new(b"bench", digestmod=hashlib.sha256)

    def mac(data: bytes) -> str:
        one = bound.copy()
        one.update(data)
        return one.hexdigest()

    return mac


async def _index(url: str, blocks: Any) -> Database:
    """A database whose index holds these matters."""
    await upgrade(url)
    database, mac, at = Database(url, reactions={}), _mac(), 0
    for block in blocks:
        matters, terms = list[dict[str, Any]](), list[dict[str, Any]]()
        for one in block:
            place, matter = _place(at), str(at)
            number, prints = number_of(DAY, place, matter, mac), prints_of(one.text, mac)
            row = {"day": DAY, "place": place, "matter": matter, "category": one.category, "number": number}
            matters.append({**row, "prints": packed(prints)})
            terms += [{"term": term, "place": place, "number": number} for term in prints]
            at += 1
        await database.batch(EVERYWHERE, lambda connection, m=matters, t=terms: _put(connection, m, t))  # type: ignore[misc]  # as above
    return database


def _put(connection: Connection, matters: list[dict[str, Any]], terms: list[dict[str, Any]]) -> None:
    for model, rows in ((SimilarMatter, matters), (SimilarTerm, terms)):
        table = model.__table__
        assert isinstance(table, Table)  # noqa: S101  # told to the types
        connection.execute(insert(table), rows)
