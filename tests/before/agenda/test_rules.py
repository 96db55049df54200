from collections.abc import Callable
from itertools import product

import pytest

from server.before.agenda.rules import (
    DayHappening,
    DayState,
    SiteHappening,
    SiteState,
    day_after,
    needs_reason,
    site_after,
    site_state,
    takes_entries,
)
from server.errors import Conflict

DAY_MOVES = """
    draft announce announced
    draft cancel cancelled
    announced line_check line_check
    announced postpone postponed
    announced cancel cancelled
    line_check go_live live
    line_check postpone postponed
    line_check cancel cancelled
    postponed announce announced
    postponed cancel cancelled
    live close closing
    closing reconcile reconciled
    reconciled publish published
    published archive archived
"""

SITE_MOVES = """
    expected get_ready ready
    expected open open
    expected suspend suspended
    expected close closed
    ready open open
    ready suspend suspended
    ready close closed
    open degrade degraded
    open lose_line offline
    open suspend suspended
    open close closed
    degraded recover open
    degraded lose_line offline
    degraded suspend suspended
    degraded close closed
    offline recover open
    offline degrade degraded
    offline suspend suspended
    offline close closed
    suspended open open
    suspended close closed
    closed open open
    closed sign signed
"""


def table(moves: str) -> dict[tuple[str, str], str]:
    return {(state, happening): then for state, happening, then in map(str.split, moves.strip().splitlines())}


def led_to(after: Callable[..., str], state: str, happening: str) -> str:
    try:
        return after(state, happening)
    except Conflict as refused:
        return refused.code


@pytest.mark.parametrize(("state", "happening"), [*product(DayState, DayHappening)])
def test_a_command_moves_a_day_only_along_the_written_list(state: DayState, happening: DayHappening) -> None:
    assert led_to(day_after, state, happening) == table(DAY_MOVES).get((state, happening), "not_from_here")


@pytest.mark.parametrize(("state", "happening"), [*product(SiteState, SiteHappening)])
def test_a_command_moves_a_site_only_along_the_written_list(state: SiteState, happening: SiteHappening) -> None:
    assert led_to(site_after, state, happening) == table(SITE_MOVES).get((state, happening), "not_from_here")


def test_every_day_takes_entries_but_one_that_is_drafted_cancelled_or_archived() -> None:
    assert {state for state in DayState if not takes_entries(state)} == {"draft", "cancelled", "archived"}


@pytest.mark.parametrize(
    ("commanded", "opened", "closed", "shown"),
    [
        ("expected", False, False, "expected"),
        ("ready", False, False, "ready"),
        ("expected", True, False, "open"),
        ("ready", True, False, "open"),
        ("offline", True, False, "offline"),
        ("degraded", True, False, "degraded"),
        ("open", True, True, "closed"),
        ("offline", True, True, "closed"),
        ("expected", False, True, "closed"),
        ("closed", True, False, "closed"),
        ("suspended", True, False, "suspended"),
        ("suspended", True, True, "closed"),
        ("signed", True, False, "signed"),
        ("signed", True, True, "signed"),
    ],
)
def test_what_a_site_recorded_and_what_was_commanded_make_one_state(
    commanded: str, *, opened: bool, closed: bool, shown: str
) -> None:
    assert site_state(SiteState(commanded), opened=opened, closed=closed) == shown


@pytest.mark.parametrize("happening", SiteHappening)
def test_an_organiser_says_why_a_site_opens_or_closes_and_any_person_why_it_is_suspended(
    happening: SiteHappening,
) -> None:
    assert needs_reason(happening, from_above=True) is (happening in {"open", "suspend", "close"})
    assert needs_reason(happening, from_above=False) is (happening == "suspend")
