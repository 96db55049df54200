"""How much of what is too much for every run is tried in this one: a short form by the day's seed, or all (`--long`).

The seed is the same for a whole run, also in its workers, and moves daily: what a short form leaves out is tried on
another day. The header of a run names it; ``RECEPTION_SEED`` repeats it.
"""

import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

T = TypeVar("T")

long: Final = os.environ.get("RECEPTION_LONG") == "1"
seed: Final = int(os.environ.setdefault("RECEPTION_SEED", datetime.now(UTC).strftime("%Y%m%d")))
HEADER: Final = f"seed: {seed}, {'the long form' if long else 'the short form (./dev test --long tries all)'}"


def chance(name: str) -> random.Random:
    """Give randomness of this name, the same in every worker of a run."""
    return random.Random(f"{seed} {name}")


def some(cases: Sequence[T], most: int, *, of: str) -> list[T]:
    """Give so many of the cases, in their order, others each day; in the long form all. ``of`` names the choice."""
    if long or len(cases) <= most:
        return list(cases)
    return [cases[n] for n in sorted(chance(of).sample(range(len(cases)), most))]


def times(short: int, all_of_them: int) -> int:
    """Give how often to try something: so often, and so often in the long form."""
    return all_of_them if long else short


def seeds(short: int, all_of_them: int, *, of: str) -> list[int]:
    """Give seeds for tests of this name, others each day."""
    rng = chance(of)
    return [rng.randrange(2**32) for _ in range(times(short, all_of_them))]


def databases(of: str) -> list[str]:
    """Give the kind of database on which to try an exhaustive table today; in the long form both."""
    return some(["sqlite", "postgres"], 1, of=of)
