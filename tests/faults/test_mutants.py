"""The faults of the catalogue are in the code's way, and the tests notice them: a few each time, others later.

All of them: the long form, or ``python -m tests.faults.mutants``.
"""

import hashlib

from tests.faults.mutants.__main__ import ROOT, survives
from tests.faults.mutants.catalogue import MUTANTS
from tests.support.breadth import some

AT_ONCE = 1


def state_of_the_code() -> str:
    """The same for the same code, another with each change to it."""
    digest = hashlib.sha256()
    for file in sorted((ROOT / "server").rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def test_each_fault_replaces_something_that_is_there() -> None:
    found = {mutant.name: (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.was) for mutant in MUTANTS}
    assert {name: count for name, count in found.items() if count != 1} == {}


def test_some_faults_put_into_the_code_are_noticed() -> None:
    chosen = some(MUTANTS, AT_ONCE, of=state_of_the_code())
    assert [mutant.name for mutant in chosen if survives(mutant)] == []
