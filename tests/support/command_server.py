"""``python -m tests.support.command_server FD``: runs the command `reception` in processes forked from this one.

Starting Python and importing the service costs a second of CPU; a fork costs milliseconds, and is as much a process:
it has its own environment, folder, standard streams, signals and exit code. Each message on the socket FD is one
command, ``{"words": […], "environment": {…}, "folder": "…"}`` with four descriptors: its standard input, output and
error, and one on which its process id is told at once and its status at its end, a line each.
"""

import gc
import importlib
import io
import json
import os
import selectors
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Final

from server.cli import main as command

LOADED: Final = (
    *("aiosqlite", "asyncpg", "rich.markdown", "typer.rich_utils", "uvloop"),
    *("server.app", "server.backup", "server.migrations.upgrade", "server.rehearsal.command", "server.serving"),
    "server.verify",
)
"""What the commands load only when they need it."""
MOST: Final = 1 << 20


@dataclass(frozen=True)
class Request:
    """A command and the descriptors that came with it."""

    words: list[str]
    environment: dict[str, str]
    folder: str
    streams: list[int]
    told: int

    @classmethod
    def received(cls, control: socket.socket) -> "Request | None":
        """Wait for the next; None when the client is gone."""
        said, descriptors, _, _ = socket.recv_fds(control, MOST, 4)
        if not said:
            return None
        *streams, told = descriptors
        return cls(**json.loads(said), streams=streams, told=told)


def wait_for_work(control: socket.socket) -> Request | None:
    """Fork for each request and tell of its end; return the request in the forked process, None at the end of all."""
    woken, wake = socket.socketpair()
    wake.setblocking(False)  # noqa: FBT003  # the standard library's
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[int, int] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if woken in ready:
                woken.recv(4096)
                tell_of_the_ended(running)
            if control in ready:
                request = Request.received(control)
                if request is None:
                    for pid in running:
                        os.kill(pid, signal.SIGKILL)
                    return None
                pid = os.fork()
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    for one in (control, woken, wake):
                        one.close()
                    return request
                for descriptor in request.streams:
                    os.close(descriptor)
                running[pid] = request.told
                os.write(request.told, f"{pid}\n".encode())


def tell_of_the_ended(running: dict[int, int]) -> None:
    for pid, told in list(running.items()):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
            os.close(told)
            del running[pid]


def become(request: Request) -> None:
    """Be what a shell would have started."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for descriptor, standard in zip(request.streams, (0, 1, 2), strict=True):
        os.dup2(descriptor, standard)
        os.close(descriptor)
    os.close(request.told)
    os.chdir(request.folder)
    os.environ.clear()
    os.environ.update(request.environment)
    sys.argv = ["reception", *request.words]
    sys.modules["__main__"].__package__ = None  # a script, not a module: so it is named in its usage
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # open to the end of the process
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.BufferedWriter(io.FileIO(standard, "wb", closefd=False)), "utf-8", errors)
        for standard, errors in ((1, "surrogateescape"), (2, "backslashreplace"))
    )


def main() -> None:
    for name in LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is loaded is shared by all, also when they end
    request = wait_for_work(socket.socket(fileno=int(sys.argv[1])))
    if request is not None:
        become(request)
        command()


if __name__ == "__main__":
    main()
