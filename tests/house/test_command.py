import subprocess
import sys

import pytest

from tests.support.commands import PROGRAM, reception


def test_the_installed_command_and_the_module_are_the_same() -> None:
    module = subprocess.run([sys.executable, "-m", "server", "--help"], capture_output=True, text=True, check=True)
    assert "接访日 / Reception Day" in module.stdout


@pytest.mark.parametrize("words", [("--help",), ("no-such-word",), ("backup", "b.zip", "--data", "nowhere")])
def test_a_command_forked_for_a_test_says_and_ends_as_one_from_a_shell(words: tuple[str, ...]) -> None:
    forked = reception(*words)
    started = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False)
    assert (forked.returncode, forked.stdout, forked.stderr) == (started.returncode, started.stdout, started.stderr)
