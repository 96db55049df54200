"""The tree as it is committed: what the tests in tests/house look at."""

import subprocess
from pathlib import Path

HERE = Path(__file__).parents[2]


def tracked(*patterns: str) -> list[Path]:
    """List files that are committed or about to be, relative to the top, as git sees them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True).stdout
    return sorted({Path(name) for name in listed.split("\0") if name and (HERE / name).is_file()})


def text(path: Path) -> str:
    """Return a tracked file's text; what is no text (a picture) has none."""
    try:
        return (HERE / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
