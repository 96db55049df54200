"""The process that plans one day: ``carrying.Asked`` comes at stdin, each better plan leaves at stdout as one line.

It has limits of memory and of processor time, and keeps nothing; its parent may end it at any moment.
"""

import os
import sys
import time
from typing import Final

from server.before.planning.carrying import found, read_asked

MEMORY: Final = 3 * 1024 * 1024 * 1024
"""Of addresses, most of which the solver's threads never touch; 3,000 matters took 0.4 GB of memory."""
SECONDS: Final = 900
"""Of processors."""


def limit_itself() -> None:
    """Have the system end this process where it takes more than its share; only POSIX has such limits."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  # POSIX alone has it

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    limit_itself()
    os.nice(5)  # pages are answered first
    asked = read_asked(sys.stdin.buffer.read())
    from server.before.planning import planner  # noqa: PLC0415  # imports the solvers, once there are limits
    from server.before.planning.solving.searching import Limits  # noqa: PLC0415
    from server.before.planning.solving.solutions import Solution  # noqa: PLC0415

    def tell(one: Solution) -> None:
        sys.stdout.buffer.write(found(one))
        sys.stdout.buffer.flush()

    limits = Limits(asked.seconds)
    if asked.known is None:
        best = planner.plan_day(asked.day, limits=limits, seed=asked.seed, clock=time.monotonic, tell=tell)
    else:
        best = planner.plan_again(
            asked.day, asked.known, limits=limits, seed=asked.seed, clock=time.monotonic, tell=tell
        )
    tell(best)


if __name__ == "__main__":
    main()
