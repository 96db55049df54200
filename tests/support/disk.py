"""A disk under the service that fails when a test says so: disk.c, compiled here and preloaded into the process."""

import mmap
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pytest

SOURCE: Final = Path(__file__).with_name("disk.c")
WRITES, SYNCS = 1, 2
KILLED: Final = -1
_ORDERS: Final = struct.Struct("5q")
_NOTHING: Final = (0, 0, 0, 0, -1)
_VARIABLE: Final = "TEST_DISK_ORDERS"


class Disk:
    """What is to happen to the database's files, in memory that this process and the service share."""

    def __init__(self, orders: Path) -> None:
        if not orders.exists():
            orders.write_bytes(_ORDERS.pack(*_NOTHING))
        with orders.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _ORDERS.size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._memory.close()

    def fail(self, counted: int, nth: int, error: int) -> None:
        """Have the n-th of the counted calls from now on fail with this errno; KILLED: the process dies before it."""
        self._give(counted, nth, error, 0, -1)

    def fill(self, room: int) -> None:
        """Let no file grow beyond so many bytes from now on."""
        self._give(0, 0, 0, 0, room)

    def heal(self) -> None:
        self._give(*_NOTHING)

    @property
    def failed(self) -> int:
        """How many calls failed since the last order."""
        fired: int = _ORDERS.unpack_from(self._memory)[3]
        return fired

    def _give(self, *orders: int) -> None:
        # what is counted comes last: the service looks at it first
        _ORDERS.pack_into(self._memory, 0, 0, *orders[1:])
        struct.pack_into("q", self._memory, 0, orders[0])


def of_this_process() -> Disk | None:
    """The disk that is under this very process, if one was preloaded."""
    orders = os.environ.get(_VARIABLE)
    return None if orders is None else Disk(Path(orders))


def environment(library: Path, orders: Path) -> dict[str, str]:
    """What a process must find in its environment to have this disk under it."""
    return {"LD_PRELOAD": str(library), _VARIABLE: str(orders)}


def compiler() -> list[str]:
    """The C compiler of this machine, or the one of the package that `./dev test` installs without root."""
    if shutil.which("cc"):
        return ["cc"]
    if find_spec("ziglang"):
        return [sys.executable, "-m", "ziglang", "cc"]
    pytest.fail("no C compiler for the failing disk: neither cc nor the package ziglang is here; run ./dev test")


@pytest.fixture(scope="session")
def failing_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the library that a service is to be started with."""
    library = tmp_path_factory.mktemp("disk") / "disk.so"
    command = [*compiler(), "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-o", str(library), str(SOURCE)]
    subprocess.run(command, check=True, timeout=120)
    return library


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with Disk(tmp_path / "disk-orders") as made:
        yield made
