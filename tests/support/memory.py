"""Where tests keep what may be gone after a power cut: a folder in memory, on a machine that has room for it."""

import os
import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  # the file system in memory that every Linux has
ROOM = 4 * 1024**3
"""Three workers with a PostgreSQL each stay below 2 GiB; a container's usual 64 MiB are not enough for one."""


def memory_folder() -> str | None:
    """Return the folder in memory; None if this machine has none, or too small a one."""
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM
    return str(MEMORY) if has_room else None


def server_folder(prefix: str) -> Path:
    """Make a folder for the data of a server, and clear those that killed runs have left."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=memory_folder()))
    (folder / "owner").write_text(str(os.getpid()))
    clear_leftovers(folder.parent, prefix)
    return folder


def clear_leftovers(folder: Path, prefix: str) -> None:
    """Stop the PostgreSQL servers of test runs that were killed and remove their data, which may lie in memory.

    A server's folder names the process it belongs to in the file ``owner``.
    """
    for left in folder.glob(f"{prefix}*"):
        with suppress(OSError, ValueError):  # removed by another worker, or another user's
            if Path(f"/proc/{int((left / 'owner').read_text())}").exists():
                continue
            with suppress(FileNotFoundError):
                server = int((left / "data" / "postmaster.pid").read_text().splitlines()[0])
                if Path(f"/proc/{server}/cwd").resolve() == (left / "data").resolve():
                    os.kill(server, signal.SIGQUIT)
            shutil.rmtree(left, ignore_errors=True)
