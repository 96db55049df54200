"""What a decision on a booking leads to, from which state, and until when it is due."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.before.triage import rules
from server.before.triage.rules import TriageState, Verb
from server.errors import Conflict

ZONE = "Asia/Shanghai"
MADE = datetime(2023, 11, 1, 10, tzinfo=ZoneInfo(ZONE))


def test_each_decision_leads_from_some_states_to_one_and_from_others_nowhere() -> None:
    found = {state: {verb for at, verb in rules.TRANSITIONS if at is state} for state in TriageState}
    own = {Verb.GUIDE, Verb.SEND_ON, Verb.NOTE_DETAILS}
    assert found == {
        TriageState.WAITING: own | {Verb.TAKE},
        TriageState.TAKEN: own,
        TriageState.RETURNED: own | {Verb.TAKE},
        TriageState.GUIDED: set(),
        TriageState.SENT_ON: {Verb.ACCEPT, Verb.REFUSE},
        TriageState.DISPUTED: {Verb.NAME_PLACE},
    }
    with pytest.raises(Conflict):
        rules.after(TriageState.GUIDED, Verb.TAKE)


def test_the_second_refusal_goes_to_the_level_above() -> None:
    assert rules.after(TriageState.SENT_ON, Verb.REFUSE) is TriageState.RETURNED
    assert rules.after(TriageState.SENT_ON, Verb.REFUSE, refusals=1) is TriageState.DISPUTED


def test_a_booking_is_decided_on_in_fifteen_days_and_before_its_reception_day() -> None:
    assert rules.due_of(MADE, None, ZONE) == MADE + timedelta(days=15)
    assert rules.due_of(MADE, date(2023, 12, 20), ZONE) == MADE + timedelta(days=15)
    assert rules.due_of(MADE, date(2023, 11, 9), ZONE) == datetime(2023, 11, 8, 17, tzinfo=ZoneInfo(ZONE))
