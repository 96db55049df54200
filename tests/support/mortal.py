"""``python -m tests.support.mortal``: the service, ended by SIGKILL at the moment that it is told to die at.

Each line of standard input is one life, ``{"settings": {…}, "death": null | {"commit", "moment", "call"}}``: the
service is run as `reception serve` runs it, in a process of its own forked from this one, which has everything
imported. Of it is told on standard output, a JSON object a line, ``{"pid", "url"}`` and at last ``{"ended": status}``.
"""

import ctypes
import json
import os
import random
import signal
import sys
import threading
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect

from server.commands.terminal import run
from server.config import Settings
from server.serving import serve
from tests.support import disk

DIES_WITH_ITS_PARENT: Final = 1  # PR_SET_PDEATHSIG of prctl(2)
JOURNAL: Final = "_counts_as_commit_of_the_journal"


def die() -> None:
    while True:
        os.kill(os.getpid(), signal.SIGKILL)


class Death:
    """Kills this process around its n-th commit that wrote to the journal.

    ``before`` all is written and nothing committed; ``after`` it is committed and not answered; ``during`` at the
    given call to the disk, or somewhere on the way to PostgreSQL.
    """

    def __init__(self, commit: int, moment: str, call: int) -> None:
        self._left = commit
        self._moment = moment
        self._call = call
        self._is_due = False
        self._disk = disk.of_this_process()

    def lie_in_wait(self) -> None:
        """Listen to every database engine of this process."""
        event.listen(Engine, "before_cursor_execute", self._look_at)
        event.listen(Engine, "commit", self._count)
        commit: Any = DefaultDialect.do_commit

        def commit_and_die(dialect: DefaultDialect, connection: Any) -> None:
            moment, self._is_due = self._moment if self._is_due else "", False
            if moment == "before":
                die()
            if moment == "during":
                self._during()
            commit(dialect, connection)
            if moment == "after":
                die()

        DefaultDialect.do_commit = commit_and_die  # type: ignore[method-assign]

    def _look_at(self, connection: Connection, _cursor: object, sql: str, *_rest: object) -> None:
        if sql.startswith("UPDATE journal_head"):
            connection.info[JOURNAL] = True

    def _count(self, connection: Connection) -> None:
        if connection.info.pop(JOURNAL, False):
            self._left -= 1
            self._is_due = self._left == 0

    def _during(self) -> None:
        if self._disk is not None:
            self._disk.fail(disk.WRITES | disk.SYNCS, self._call, disk.KILLED)
        else:
            threading.Timer(random.random() * 0.005, die).start()


def tell(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def live(settings: Settings, death: dict[str, Any] | None) -> None:
    """Run the service in this process until it ends."""
    if death is not None:
        Death(**death).lie_in_wait()

    def say(text: str) -> None:
        head, _, address = text.partition("Reception Day: ")
        if head == "接访日 / ":
            tell(pid=os.getpid(), url=address.replace("localhost", "127.0.0.1"))

    run(serve(settings, say=say))


def main() -> None:
    """Give one life after the other."""
    ctypes.CDLL(None).prctl(DIES_WITH_ITS_PARENT, signal.SIGKILL)
    while line := sys.stdin.readline():
        life = json.loads(line)
        pid = os.fork()
        if pid == 0:
            ctypes.CDLL(None).prctl(DIES_WITH_ITS_PARENT, signal.SIGKILL)
            code = 1
            try:
                live(Settings.model_validate(life["settings"]), life["death"])
                code = 0
            finally:
                sys.stderr.flush()
                os._exit(code)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        tell(ended=status)


if __name__ == "__main__":
    main()
