"""What all benches share: interleaved repeats, medians, and the form in which figures are given (docs/protocol.md)."""

import asyncio
import platform
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, Final

FIGURES: Final = ("ours", "peer", "ratio")
PEER_STARTS: Final = 60
"""Seconds in which a peer must have come up."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One comparison; ``ours`` and ``peer`` in the unit that ``shape`` names, None for what did not run."""

    shape: str
    ours: float | None
    peer: float | None
    peer_name: str

    @property
    def ratio(self) -> float | None:
        """None also beside a peer of nothing, of which nothing is a multiple."""
        return None if self.ours is None or not self.peer else round(self.ours / self.peer, 3)


@dataclass(frozen=True, slots=True)
class Figures:
    name: str
    shapes: Sequence[Shape]

    def as_json(self) -> dict[str, Any]:
        shapes = [
            {
                "shape": one.shape,
                "ours": None if one.ours is None else round(one.ours, 3),
                "peer": None if one.peer is None else round(one.peer, 3),
                "peer_name": one.peer_name,
                "ratio": one.ratio,
            }
            for one in self.shapes
        ]
        return {"name": self.name, "machine": machine(), "commit": commit(), "shapes": shapes}

    def as_table(self, on: date) -> str:
        """Return the same as a table in Markdown, as docs/figures.md holds it."""
        told = self.as_json()
        lines = [f"`reception bench {self.name}`, {on}, commit {told['commit']}, {told['machine']}", ""]
        lines += ["| | ours | peer | ratio | peer is |", "|---|---:|---:|---:|---|"]
        for shape in told["shapes"]:
            none = "not measured" if shape["ours"] is None or shape["peer"] is None else "–"
            figures = (none if shape[name] is None else f"{shape[name]:g}" for name in FIGURES)
            lines.append(" | ".join(("| " + shape["shape"], *figures, shape["peer_name"] + " |")))
        return "\n".join(lines)

    def exit_code(self) -> int:
        """Return 3 if a peer did not run, else 0."""
        return 3 if any(one.ours is None or one.peer is None for one in self.shapes) else 0


def medians(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the median of each measure over rounds in which each was taken once, one after the other."""
    return {name: median(one[name] for one in rounds) for name in rounds[0]}


def machine() -> str:
    """Return the processor, how many of its cores are ours, and what runs on them."""
    try:
        described = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        described = []
    models = [line.partition(":")[2].strip() for line in described if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{model} × {len(models) or '?'}, {system}"


def commit() -> str:
    """Return the commit of this checkout, marked + if it was changed; unknown where there is none."""
    here = Path(__file__).parent
    try:
        asked = subprocess.run(
            ["git", "describe", "--always", "--exclude=*", "--dirty=+"],  # noqa: S607  # whichever git there is
            cwd=here,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return asked.stdout.strip()


@contextmanager
def kept_port() -> Iterator[int]:
    """A port that no other process is given until the end of the block; a peer can listen at it meanwhile.

    Bound here and listened at by none, it is no longer free; SO_REUSEADDR, which servers set too, lets them share it.
    """
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        port: int = kept.getsockname()[1]
        yield port


async def until_it_listens(port: int) -> None:
    """Wait until a peer that was just started takes connections at this port of this machine."""
    async with asyncio.timeout(PEER_STARTS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return


@asynccontextmanager
async def running(module: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a module of ours in a process of its own, whose end is the end of the block."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *arguments, stdin=pipe, stdout=pipe)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):  # it may have ended over what it was asked
            process.kill()
        await process.wait()
