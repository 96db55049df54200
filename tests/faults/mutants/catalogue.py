"""Faults that someone could put into the code, and the tests that must go red for each.

A mutant replaces one piece of one file. It stands for a whole family: counted twice, acknowledged too early, a wake-up
lost, a scope too wide, a wrong sign.
"""

from dataclasses import dataclass

DAYS = "tests/journal/test_days.py"
HARD = f"{DAYS}::test_a_day_in_file_order_ends_in_its_expected_figures"
SHUFFLES = f"{DAYS}::test_the_hard_cases_shuffled_end_in_the_same_status_of_each_id"
AGAIN = f"{DAYS}::test_a_day_sent_a_second_time_changes_nothing"
MACHINE = "tests/journal/test_machine.py"
VERIFY = "tests/faults/test_verify.py"
DOOR = "tests/entries/test_check.py"
FOLD = "tests/entries/test_fold.py"
WALLS = "tests/ground/test_db.py"
LEVELS = "tests/day/tally/test_levels.py"
MATTERS = "tests/journal/test_matters.py"
CHAIN = "tests/journal/test_chain.py"
DISK = "tests/faults/test_disk.py::test_each_call_to_the_disk_may_fail"
WAITING = "tests/faults/test_waiting.py"
HAND_IN = "tests/faults/test_hand_in.py"
MEMORY = "tests/faults/test_memory.py"
RACES = "tests/day/calling/test_races.py::test_of_two_who_name_the_same_person_one_gets_them"
CALLS = "tests/day/calling/test_calls.py"
ORDER = "tests/day/calling/test_order.py"
TURNS = "tests/journal/test_turns.py"
RESUME = "tests/live/test_resume.py"
DEVICES = "tests/sites/test_devices.py"


@dataclass(frozen=True)
class Mutant:
    """A fault by name: in ``file`` the text ``was`` becomes ``becomes``; ``tests`` must notice."""

    name: str
    file: str
    was: str
    becomes: str
    tests: tuple[str, ...]


MUTANTS = (
    Mutant(
        "an entry counts twice",
        "server/journal/store.py",
        "accepted=len(known.new)",
        "accepted=2 * len(known.new)",
        (VERIFY,),
    ),
    Mutant(
        "acknowledged though the commit failed",
        "server/journal/writer.py",
        'batch[0].answer.set_exception(Unavailable("not_written", retry_after=2) if expected else error)',
        'batch[0].answer.set_result([Answer(line.entry.id, "accepted") for line in batch[0].request.lines])',
        (MACHINE,),
    ),
    Mutant(
        "a request that did not fit the batch is forgotten",
        "server/journal/writer.py",
        "                self._next = more\n",
        "",
        (HARD,),
    ),
    Mutant(
        "a city is only its own sites",
        "server/place.py",
        'return own_range(code) if level_of(code) == "province" else range_of_region(code)',
        "return own_range(code)",
        (LEVELS,),
    ),
    Mutant(
        "a correction moves the wrong way",
        "server/journal/counting.py",
        "return tuple([b - a for a, b in zip(before or _NOTHING, after or _NOTHING, strict=True)])",
        "return tuple([abs(b - a) for a, b in zip(before or _NOTHING, after or _NOTHING, strict=True)])",
        (HARD,),
    ),
    Mutant(
        "the last registration holds instead of the first",
        "server/journal/counting.py",
        "    for row in reversed(told):\n        if row.kind == fold.REGISTERED:",
        '    for row in reversed(told):\n        if row.kind == fold.REGISTERED and columns["registration"] is None:',
        (MATTERS,),
    ),
    Mutant(
        "a withdrawal changes nothing",
        "server/journal/counting.py",
        "    told = [row for row in told if row.id not in withdrawn]\n",
        "",
        (HARD,),
    ),
    Mutant(
        "what waits is never judged again",
        "server/journal/judging.py",
        "        ready.extend(_release(known, accepted))\n",
        "",
        (HARD,),
    ),
    Mutant(
        "an id may be used again for something else",
        "server/journal/judging.py",
        "    if not line.says_again(before):",
        "    if before.entry.kind != line.entry.kind:",
        (HARD, AGAIN),
    ),
    Mutant(
        "true is a number",
        "server/entries/fields.py",
        "        if type(value) is not int:",
        "        if not isinstance(value, int):",
        (DOOR,),
    ),
    Mutant(
        "the chain does not hang together",
        "server/journal/heads.py",
        '"prev": self.last_hash}',
        '"prev": ""}',
        (VERIFY,),
    ),
    Mutant(
        "another site's entries are ground",
        "server/fold.py",
        "found = {entry.id: entry for entry in entries}",
        "found = {entry.id: entry for entry in entries if entry.kind != WITHDRAWN}",
        (FOLD, MACHINE),
    ),
    Mutant(
        "a person sees the places beside theirs",
        "server/scope_guard.py",
        "lo, hi = scope.lo, scope.hi",
        "lo, hi = scope.lo - 1000, scope.hi + 1000",
        (WALLS,),
    ),
    Mutant(
        "what is sealed is not bound to its entry",
        "server/journal/chain.py",
        'mac(f"{day}|{place}|{ident}|{canonical(sealed)}".encode())',
        'mac(f"{canonical(sealed)}".encode()[:1])',
        (CHAIN,),
    ),
    Mutant(
        "the process goes on after a flush that failed",
        "server/journal/writer.py",
        "            self._lost()\n",
        "",
        (DISK,),
    ),
    Mutant(
        "more may wait than five thousand",
        "server/journal/judging.py",
        "MAX_PENDING: Final = 5_000",
        "MAX_PENDING: Final = 6_000",
        (WAITING,),
    ),
    Mutant(
        "what waits at second hand is left waiting",
        "server/journal/loading.py",
        "grounds = {row.id for row in fresh}",
        "grounds = {row.id for row in fresh[:0]}",
        (WAITING,),
    ),
    Mutant(
        "another site is told apart from none",
        "server/day/record/actions.py",
        '        if by.site != site:\n            raise NotFound("not_found")',
        '        if by.site != site:\n            raise BadRequest("not_entries")',
        (HAND_IN,),
    ),
    Mutant(
        "half a character goes back",
        "server/entries/check.py",
        " and str(said).isascii() and str(said).isprintable()",
        "",
        (HAND_IN,),
    ),
    Mutant(
        "a body may swell in memory",
        "server/http/parse.py",
        "if refusal := _refusal_of_bombs(raw):",
        "if False:",
        (HAND_IN,),
    ),
    Mutant(
        "an open line keeps the last body",
        "server/http/parse.py",
        "return await _all_of(request, most)",
        "return bytearray(await request.read())",
        (MEMORY,),
    ),
    Mutant(
        "who comes back misses a change",
        "server/live/ring.py",
        "list(self._steps)[index:]",
        "list(self._steps)[index + 1 :]",
        (RESUME,),
    ),
    Mutant(
        "a device that was struck off is still remembered",
        "server/sites/devices.py",
        "if known.person.id not in changed}",
        "if known.person.id}",
        (DEVICES,),
    ),
    Mutant(
        "a called person may be called by another",
        "server/day/calling/rules.py",
        "        (TurnState.CALLED, Happening.RECALL): TurnState.CALLED,\n",
        "        (TurnState.CALLED, Happening.RECALL): TurnState.CALLED,\n"
        "        (TurnState.CALLED, Happening.CALL): TurnState.CALLED,\n",
        (RACES,),
    ),
    Mutant(
        "a call holds whatever its site said later",
        "server/day/calling/rules.py",
        "(commanded is not None and commanded_at >= (turn_at or 0))",
        "(commanded is not None)",
        (CALLS,),
    ),
    Mutant(
        "a silent site is called from outside",
        "server/day/calling/reads/sites.py",
        "rules.is_outside(scope, one.place) and not rules.is_heard(one.heard_at, real)",
        "rules.is_outside(scope, one.place) and one.heard_at is None",
        (CALLS,),
    ),
    Mutant(
        "of each kind the last are looked at, and not the first",
        "server/day/calling/reads/turns.py",
        "select(func.min(came))",
        "select(func.max(came))",
        (CALLS,),
    ),
    Mutant(
        "waiting lifts as high as danger",
        "server/day/calling/order.py",
        "HIGHEST_BY_WAITING: Final = 2",
        "HIGHEST_BY_WAITING: Final = 1",
        (ORDER,),
    ),
    Mutant(
        "a no-show is forgotten",
        "server/journal/counting.py",
        'missed = turn.get("no_shows", 0) + int(row.data["because"] == fold.NO_SHOW)',
        'missed = int(row.data["because"] == fold.NO_SHOW)',
        (TURNS,),
    ),
)
