import subprocess
import sys


def test_the_installed_command_and_the_module_are_the_same() -> None:
    module = subprocess.run([sys.executable, "-m", "server", "--help"], capture_output=True, text=True, check=True)
    assert "接访日 / Reception Day" in module.stdout
