"""``python -m tests.faults.mutants``: put each fault into a copy of the code and print how many the tests killed."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults.mutants.catalogue import MUTANTS, Mutant

ROOT = Path(__file__).parents[3]
GREEN, RED = 0, 1
"""What pytest ends with; everything else says that no test was run."""
NEEDED = ("server", "tests", "schedules", "pyproject.toml")


def survives(mutant: Mutant) -> bool:
    """Whether the tests stay green with this fault in.

    ValueError where the code it changes is not there any more, or the tests could not even be run: that kills nothing.
    """
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
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--timeout=300", "-k", "not postgres", *mutant.tests]
        command += ["-p", "no:cacheprovider", "--basetemp", str(copy / "made-by-tests")]
        done = subprocess.run(
            command,
            cwd=copy,
            # All tests of the files, whatever runs by turns today; and a fault may show by what never comes.
            env=os.environ | {"RECEPTION_BY_TURNS": "", "RECEPTION_HANG": "60"},
            capture_output=True,
            text=True,
            check=False,
            timeout=3600,
        )
    if done.returncode not in {GREEN, RED}:
        raise ValueError(f"{mutant.name}: its tests could not be run: {done.stdout[-2000:]}{done.stderr[-500:]}")
    return done.returncode == GREEN


def main() -> int:
    """Try them all, or those whose names hold a word that is given; exit code 1 when one survives."""
    chosen = [mutant for mutant in MUTANTS if all(word in mutant.name for word in sys.argv[1:])]
    alive = []
    for mutant in chosen:
        lives = survives(mutant)
        print(f"{'SURVIVED' if lives else 'killed  '}  {mutant.name}", flush=True)
        alive += [mutant] * lives
    print(f"killed {len(chosen) - len(alive)}/{len(chosen)}")
    return int(bool(alive))


if __name__ == "__main__":
    sys.exit(main())
