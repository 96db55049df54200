"""Pauses between the tries of a job."""

from datetime import timedelta

from server.jobs.rules import LONGEST_PAUSE, MOST_ATTEMPTS, pause_after


def test_pauses_double_up_to_an_hour_and_the_last_failure_gives_up() -> None:
    pauses = [pause_after(tries) for tries in range(1, MOST_ATTEMPTS + 1)]
    assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (5, 10, 20, 40)]
    assert pauses[-1] is None
    assert all(pause is not None and pause <= LONGEST_PAUSE for pause in pauses[:-1])
    assert pause_after(10_000) is None
