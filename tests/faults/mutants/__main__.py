"""``python -m tests.faults.mutants``: put each fault into a copy of the code and print how many the tests killed."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults.mutants.catalogue import MUTANTS, Mutant

ROOT = Path(__file__).parents[3]
NEEDED = ("server", "tests", "schedules", "pyproject.toml")


def survives(mutant: Mutant) -> bool:
    """Whether the tests stay green with this fault in; ValueError where the code it changes is not there any more."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in NEEDED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        file = copy / mutant.file
        text = file.read_text(encoding="utf-8")
        if text.count(mutant.was) != 1:
            raise ValueError(f"{mutant.name}: {mutant.file} no longer holds what this fault replaces")
        file.write_text(text.replace(mutant.was, mutant.becomes), encoding="utf-8")
        tests = [test for test in mutant.tests if (copy / test.partition("::")[0]).exists()]
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--timeout=60", "-k", "not postgres", *tests]
        done = subprocess.run(command, cwd=copy, capture_output=True, check=False, timeout=600)
    return done.returncode == 0


def main() -> int:
    """Try them all; exit code 1 when one survives."""
    alive = []
    for mutant in MUTANTS:
        lives = survives(mutant)
        print(f"{'SURVIVED' if lives else 'killed  '}  {mutant.name}", flush=True)
        alive += [mutant] * lives
    print(f"killed {len(MUTANTS) - len(alive)}/{len(MUTANTS)}")
    return int(bool(alive))


if __name__ == "__main__":
    sys.exit(main())
