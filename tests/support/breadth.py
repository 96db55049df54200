"""How much of what is too much for every run is tried in this one: a short form by the day's seed, or all (`--long`).

The seed is the same for a whole run, also in its workers, and moves daily: what a short form leaves out is tried on
another day. The header of a run names it; ``RECEPTION_SEED`` repeats it.
"""

import os
import random
import re
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final, TypeVar

T = TypeVar("T")

long: Final = os.environ.get("RECEPTION_LONG") == "1"
seed: Final = int(os.environ.setdefault("RECEPTION_SEED", datetime.now(UTC).strftime("%Y%m%d")))
by_turns: Final = not long and os.environ.get("RECEPTION_BY_TURNS") == "1"
"""Whether tests run by turns: in a run of everything, not where a file is asked for."""
HEADER: Final = f"seed: {seed}, {'the long form' if long else 'the short form (./dev test --long tries all)'}"

TURNS: Final = 4
BY_TURNS: Final = frozenset(
    {
        "tests/day/meeting/test_seats_judged.py",
        "tests/faults/test_verify.py",
        "tests/roof/test_ends.py",
        "tests/roof/test_region_day.py",
        "tests/story/test_absences.py",
        "tests/story/test_any_page_opens.py",
        "tests/story/test_booking.py",
        "tests/story/test_brief.py",
        "tests/story/test_bulletin.py",
        "tests/story/test_calendar.py",
        "tests/story/test_cases.py",
        "tests/story/test_case_sheets.py",
        "tests/story/test_from_nothing.py",
        "tests/story/test_chase.py",
        "tests/story/test_calling_screen.py",
        "tests/story/test_clerk_desk.py",
        "tests/story/test_clerk_hands.py",
        "tests/story/test_clerk_queue.py",
        "tests/story/test_duty.py",
        "tests/story/test_leader_desk.py",
        "tests/story/test_lists.py",
        "tests/story/test_notices.py",
        "tests/story/test_phone.py",
        "tests/story/test_phone_to_tally.py",
        "tests/story/test_readiness.py",
        "tests/story/test_region_day.py",
        "tests/story/test_rehearsing.py",
        "tests/story/test_sign_off.py",
        "tests/story/test_site_is_there.py",
        "tests/story/test_site_registers.py",
        "tests/story/test_site_commanded.py",
        "tests/story/test_sites.py",
        "tests/story/test_three_browsers.py",
        "tests/story/test_topics.py",
        "tests/story/test_supervision.py",
        "tests/story/test_timetable.py",
        "tests/story/test_triage.py",
        "tests/story/test_until_paid.py",
        "tests/story/test_wall.py",
    }
)
"""Files of dear tests, most in a browser: each of their tests runs on one day of four."""


BY_DATABASE: Final = tuple(
    f"tests/{name}/"
    for name in ("after", "before", "day", "files", "http", "jobs", "notices", "people", "sites", "units")
)
"""Folders whose tests run on one of the two databases each day, half of them on either, and on the other the next day.

The rest runs on both each day: the journal, scope, faults, the feed, upgrades, whole days.
"""
_KIND: Final = re.compile(r"(?<=[\[-])(sqlite|postgres)(?=[\]-])")


LONG_ONES: Final = ("tests/story/", "tests/scope/", "tests/http/test_fuzz.py", "tests/faults/test_two_servers.py")
"""Where the tests are that take longest; ``spread`` puts them first."""


def has_its_turn(test: str, today: int = seed) -> bool:
    """Tell whether a test, by its node id, belongs to a run of everything on the day of this seed."""
    file, _, name = test.partition("::")
    day = _day_number(today)
    if file in BY_TURNS:
        return zlib.crc32(name.encode()) % TURNS == day % TURNS
    kind = _KIND.search(name) if file.startswith(BY_DATABASE) else None
    if kind is None:
        return True
    return (zlib.crc32(_KIND.sub("", name).encode()) + (kind[0] == "postgres")) % 2 == day % 2


def spread(tests: Sequence[T], workers: int, *, name: Callable[[T], str]) -> list[T]:
    """Order tests so that each of the parts that xdist first gives to its workers begins with some that take long.

    They would else be the last of all, and the run would end with one worker at work.
    """
    long_ones = [test for test in tests if name(test).startswith(LONG_ONES)]
    others = iter([test for test in tests if not name(test).startswith(LONG_ONES)])
    found: list[T] = []
    for n in range(workers):
        found += long_ones[n::workers]
        found += islice(others, max(0, len(tests) * (n + 1) // workers - len(found)))
    return [*found, *others]


def _day_number(moved_daily: int) -> int:
    """The seed of a date (YYYYMMDD) as a count of days, so that turns go on evenly over the end of a month."""
    try:
        return datetime.strptime(str(moved_daily), "%Y%m%d").replace(tzinfo=UTC).toordinal()
    except ValueError:
        return moved_daily


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
