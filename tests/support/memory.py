"""Where tests keep what may be gone after a power cut: a folder in memory, on a machine that has room for it."""

import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  # the file system in memory that every Linux has
ROOM = 4 * 1024**3
"""Three workers with a PostgreSQL each stay below 2 GiB; a container's usual 64 MiB are not enough for one."""


def memory_folder() -> str | None:
    """Return the folder in memory; None if this machine has none, or too small a one."""
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM
    return str(MEMORY) if has_room else None
