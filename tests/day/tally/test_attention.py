"""What the wall asks to be looked at, and what ends it."""

from dataclasses import dataclass

import pytest

from server.day.tally import rules

OPENS = 9 * 60 * rules.MINUTE
NOON = 12 * 60 * rules.MINUTE


@dataclass
class SiteFacts:
    """What a site's head in the journal tells of it."""

    site: str = "HN-A"
    opened_at: int | None = None
    closed_at: int | None = None
    zero_at: int | None = None
    last_at: int | None = None
    heard_at: int | None = None
    matters: int = 0
    waiting_matters: int = 0
    waiting_entries: int = 0
    in_session: int = 0
    late: int = 0
    clock_ahead: int = 0
    inconsistent: int = 0
    incomplete: int = 0


def kinds(site: SiteFacts) -> list[str]:
    found = rules.attention(site, now=NOON, opens_at=OPENS, longest_wait_from=None)
    return [one.kind for one in found]


def test_a_site_that_has_neither_opened_nor_reported_nor_closed_is_late_to_open() -> None:
    site = SiteFacts()
    assert kinds(site) == ["late_to_open"]
    assert (rules.state(site), rules.mark(site, alarming=False, line_lost=False)) == ("expected", "none")


@pytest.mark.parametrize(
    ("site", "state", "mark"),
    [
        (SiteFacts(opened_at=OPENS, last_at=NOON), "open", "ready"),
        (SiteFacts(zero_at=NOON), "open", "ready"),
        (SiteFacts(closed_at=NOON), "closed", "closed"),
        (SiteFacts(zero_at=OPENS, closed_at=NOON), "closed", "closed"),
        (SiteFacts(opened_at=OPENS, closed_at=OPENS, last_at=OPENS), "closed", "closed"),
    ],
)
def test_an_opening_a_zero_report_or_a_closing_ends_that_it_is_late(site: SiteFacts, state: str, mark: str) -> None:
    assert kinds(site) == []
    assert (rules.state(site), rules.mark(site, alarming=False, line_lost=False)) == (state, mark)


@pytest.mark.parametrize(
    ("failed", "closed_at", "found"),
    [
        ([], None, []),
        ([rules.Failed(OPENS, is_owned=False), rules.Failed(0, is_owned=False)], None, [("check_failed", 0, 2)]),
        ([rules.Failed(OPENS, is_owned=True)], None, [("incident", OPENS, 1)]),
        ([rules.Failed(OPENS, is_owned=True)], NOON, []),
    ],
)
def test_a_failed_check_and_its_incident_are_on_the_wall_until_the_site_closes(
    failed: list[rules.Failed], closed_at: int | None, found: list[tuple[str, int, int]]
) -> None:
    site = SiteFacts(opened_at=OPENS, last_at=NOON, closed_at=closed_at)
    told = rules.attention(site, now=NOON, opens_at=OPENS, longest_wait_from=None, failed=failed)
    assert [(one.kind, one.since, one.count) for one in told] == found
    assert all(one.severity > 1 for one in told)


def test_a_site_that_was_suspended_or_closed_from_above_is_awaited_by_nobody() -> None:
    site = SiteFacts(waiting_matters=1)
    found = rules.attention(site, now=NOON, opens_at=OPENS, longest_wait_from=OPENS, is_off=True)
    assert [one.kind for one in found] == ["long_wait"]


@pytest.mark.parametrize(
    ("site", "heard"),
    [
        (SiteFacts(), None),
        (SiteFacts(last_at=NOON, heard_at=OPENS), NOON),
        (SiteFacts(last_at=OPENS, heard_at=NOON), NOON),
    ],
)
def test_the_last_word_of_a_site_is_its_newest_entry_or_its_last_sending(site: SiteFacts, heard: int | None) -> None:
    assert rules.last_word(site) == heard
