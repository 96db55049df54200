"""How a task that runs until it is cancelled knows that it was."""

import asyncio


def is_cancelled() -> bool:
    """Whether this task was told to end.

    What it awaited may have lost the cancellation: an error while cleaning up takes its place, and ``wait_for`` of
    Python 3.11 returns a result that came at the same moment. A task that asks nothing else then never ends.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
