"""The draw, done again here from its description alone; and lists that it could mistake."""

import hashlib
import random
import re
from pathlib import Path

from server.after.sample import drawing
from server.after.sample.drawing import Candidate
from tests.support.breadth import seed

DESCRIBED = Path(__file__).parents[3] / "docs/decisions/150-a-draw-is-repeated-from-its-list-and-seed.md"


def again(text: str, chosen: str, per_group: int) -> list[tuple[str, str]]:
    """The algorithm as decision 150 describes it, written without the module."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for line in text.split("\n")[:-1]:
        group, key = line.split("\t")
        digest = hashlib.sha256(b"\n".join(part.encode() for part in (chosen, group, key))).hexdigest()
        groups.setdefault(group, []).append((digest, key))
    return [(group, key) for group in sorted(groups) for _, key in sorted(groups[group])[:per_group]]


def pairs(found: object) -> list[tuple[str, str]]:
    return [(one.group, one.key) for one in found]  # type: ignore[attr-defined]  # candidates


def test_a_draw_is_repeated_from_the_kept_list_and_seed_by_the_described_algorithm() -> None:
    chance = random.Random(seed)  # made up for a test
    for _ in range(50):
        sites = [f"HN-D-{chance.randrange(430100, 430110)}" for _ in range(chance.randrange(1, 60))]
        made = [Candidate(site, f"{chance.getrandbits(128):032x}") for site in sites]
        text, chosen, size = drawing.listed(made), f"{chance.getrandbits(256):064x}", chance.randrange(1, 5)
        assert pairs(drawing.drawn(text, chosen, size)) == again(text, chosen, size)
        chance.shuffle(made)
        assert drawing.listed(made) == text
        assert drawing.checksum(text) == hashlib.sha256(text.encode()).hexdigest()


def test_the_example_in_the_description_holds() -> None:
    said = DESCRIBED.read_text(encoding="utf-8")
    found = re.search(
        r"`a<TAB>1`, `a<TAB>2`, `a<TAB>3`, `b<TAB>1`.*?seed of 64 zeros.*?`(\w)`, `(\w)` of `a`", said, re.DOTALL
    )
    assert found is not None
    text = drawing.listed([Candidate("a", "1"), Candidate("a", "2"), Candidate("a", "3"), Candidate("b", "1")])
    assert pairs(drawing.drawn(text, "0" * 64, 2)) == [("a", found[1]), ("a", found[2]), ("b", "1")]


def test_each_candidate_of_a_group_comes_about_as_often_as_another() -> None:
    text = drawing.listed(Candidate("a", str(n)) for n in range(10))
    counts = dict.fromkeys(map(str, range(10)), 0)
    for n in range(2000):
        for one in drawing.drawn(text, f"{n:064x}", 2):
            counts[one.key] += 1
    assert 300 < min(counts.values()) <= max(counts.values()) < 500


def test_a_candidate_named_twice_is_one_and_a_small_group_is_drawn_whole() -> None:
    text = drawing.listed([Candidate("a", "1"), Candidate("a", "1"), Candidate("b", "2")])
    assert text == "a\t1\nb\t2\n"
    assert pairs(drawing.drawn(text, "0" * 64, 5)) == [("a", "1"), ("b", "2")]
    assert drawing.drawn("", "0" * 64, 5) == []
