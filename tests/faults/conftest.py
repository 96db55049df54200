import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Give a folder on a real disk, not in memory as elsewhere: what is written must survive the process."""
    with tempfile.TemporaryDirectory(prefix="reception-") as folder:
        yield Path(folder)
