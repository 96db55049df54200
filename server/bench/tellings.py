"""The labelled set of `reception bench similar`: 30 kinds of matter, ten tellings of each, synthetic.

A kind is what the matter turns on. Each of its two parts has several wordings that share few words
(``schedules/reference/similar_tellings.csv``); a telling takes one of each and is wrapped in what everybody says. Drawn
by a seed, so that the set is the same in every run.
"""

import csv
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Final, NamedTuple

from server.sites.reference import SCHEDULES

EACH: Final = 10
_BEFORE: Final = ("来访人反映，", "我们一共{n}个人，", "本人今年五十多岁，", "去年{m}月开始，", "我代表工友来的，", "")
_AFTER: Final = (
    "，家里等着钱用，请领导做主。",
    "，找过几次没有结果，希望尽快解决。",
    "，请求有关部门协调处理。",
    "，共欠{k}万元，要求春节前解决。",
    "，不知道该找哪个部门，请给个说法。",
)


class Telling(NamedTuple):
    """One text with the kind it is of, and its category as a desk would register it."""

    kind: int
    category: str
    text: str


@cache
def _kinds() -> Sequence[tuple[str, Sequence[Sequence[str]]]]:
    with (SCHEDULES / "reference" / "similar_tellings.csv").open(encoding="utf-8", newline="") as file:
        return [(row["category"], [row[part].split("/") for part in ("what", "why")]) for row in csv.DictReader(file)]


def tellings(random: Random) -> list[Telling]:
    """The set, in an order that tells nothing of the kinds."""
    found: list[Telling] = []
    for kind, (category, parts) in enumerate(_kinds()):
        for _ in range(EACH):
            said = [random.choice(part) for part in parts]
            random.shuffle(said)
            words = random.choice(_BEFORE) + "，".join(said) + random.choice(_AFTER)
            text = words.format(n=random.randint(2, 60), m=random.randint(1, 12), k=random.randint(1, 99))
            found.append(Telling(kind, category, text))
    random.shuffle(found)
    return found
