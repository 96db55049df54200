"""The command `reception`, run to its end or while a test goes on, in a process forked from one that has it loaded."""

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.patience import HANG
from tests.support.tree import HERE

PROGRAM = Path(sys.executable).with_name("reception")
NOTHING = Path(os.devnull)
READ_AT_START = ("PYTHON", "LC_", "LD_")
"""What Python itself reads when it starts: a command with such a variable is started as a shell would start it."""


class CommandServer:
    """The process of tests/support/command_server.py, one for each worker that asks for it."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = [sys.executable, "-m", "tests.support.command_server", str(theirs.fileno())]
        self._process = subprocess.Popen(program, cwd=HERE, pass_fds=[theirs.fileno()])
        theirs.close()

    def run(self, words: Sequence[str], environment: dict[str, str], streams: Sequence[int]) -> int:
        """Start a command on these streams; return the descriptor on which its id and its status are told."""
        read, write = os.pipe()
        said = {"words": list(words), "environment": environment, "folder": str(Path.cwd())}
        try:
            socket.send_fds(self._control, [json.dumps(said).encode()], [*streams, write])
        finally:
            os.close(write)
        return read

    def close(self) -> None:
        self._control.close()  # it ends with its client
        self._process.wait(HANG)


@cache
def command_server() -> CommandServer:
    made = CommandServer()
    atexit.register(made.close)
    return made


def reception(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; variables are added to those of this process."""
    said, known = [str(word) for word in words], {**os.environ, **environment}
    if any(name.startswith(READ_AT_START) for name in environment):
        return subprocess.run([PROGRAM, *said], capture_output=True, text=True, timeout=HANG, check=False, env=known)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error, NOTHING.open("rb") as nothing:
        streams = [nothing.fileno(), out.fileno(), error.fileno()]
        with os.fdopen(command_server().run(said, known, streams), "rb") as told:
            _, status = told.read().split()
        out.seek(0)
        error.seek(0)
        return subprocess.CompletedProcess(said, int(status), out.read().decode(), error.read().decode())


@dataclass(frozen=True, slots=True)
class Running:
    """A command that goes on while the test does."""

    pid: int
    out: asyncio.StreamReader
    _told: asyncio.StreamReader

    async def line(self) -> str:
        """The next line that it prints."""
        async with asyncio.timeout(HANG):
            return (await self.out.readline()).decode()

    async def ended(self, *, by: signal.Signals | None = signal.SIGTERM) -> int:
        """Send it a signal, if one is named, and wait for its end; its exit code, or minus the signal it died of."""
        if by is not None and not self._told.at_eof():
            os.kill(self.pid, by)
        async with asyncio.timeout(HANG):
            return int(await self._told.readline())


@asynccontextmanager
async def running(*words: object) -> AsyncIterator[Running]:
    """Start the command; what it says on standard error is not kept. It is killed if the test has not ended it."""
    async with AsyncExitStack() as pipes:
        read, write = os.pipe()
        nothing = os.open(os.devnull, os.O_RDWR)
        told = command_server().run([str(word) for word in words], dict(os.environ), [nothing, write, nothing])
        os.close(nothing)
        os.close(write)
        readers = [await _reader(pipes, descriptor) for descriptor in (read, told)]
        started = Running(int(await readers[1].readline()), *readers)
        try:
            yield started
        finally:
            with suppress(ProcessLookupError):
                os.kill(started.pid, signal.SIGKILL)


async def _reader(pipes: AsyncExitStack, descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    pipe = os.fdopen(descriptor, "rb")
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), pipe
    )
    pipes.callback(transport.close)
    return reader
