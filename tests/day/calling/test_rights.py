"""Which command is open to which role, by whose call a turn is: the whole table, and what it keeps apart."""

from itertools import product

import pytest
from sqlalchemy import select

from server.day.calling import rules
from server.day.calling.messages import SteppedIn
from server.day.calling.rules import Actor, Happening, Relation, Right, TurnState
from server.db import EVERYWHERE
from server.errors import Refused
from server.journal.model import Matter
from server.people.model import AuditLine
from server.people.rules import Person
from tests.support.hall import Hall, at, desk, ident, leader, matter, micros
from tests.support.plan import CITY, COUNTY, HERE, NEXT_DOOR, person, site

DESKS = ("coordinator", "registrar", "device")
EVERYBODY = ("leader", *DESKS)
OPEN: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("call", "free"): {"yes": EVERYBODY},
    ("hold", "free"): {"yes": EVERYBODY},
    ("release", "free"): {"yes": EVERYBODY},
    ("move", "free"): {"reason": EVERYBODY},
    ("recall", "caller"): {"yes": EVERYBODY},
    ("hold", "caller"): {"yes": EVERYBODY},
    ("no_show", "caller"): {"yes": EVERYBODY},
    ("give_back", "caller"): {"yes": EVERYBODY},
    ("start", "caller"): {"yes": EVERYBODY},
    ("hand_over", "caller"): {"reason": EVERYBODY},
    ("refuse_hand_over", "caller"): {"reason": EVERYBODY},
    ("recall", "site"): {"reason": DESKS},
    ("hold", "site"): {"not_open": DESKS},
    ("no_show", "site"): {"not_open": DESKS},
    ("give_back", "site"): {"not_open": DESKS},
    ("hand_over", "site"): {"gone": DESKS},
    ("accept_hand_over", "site"): {"asked": ("leader",)},
    ("refuse_hand_over", "site"): {"asked": ("leader",)},
    ("accept_hand_over", "other"): {"asked": ("leader",)},
    ("refuse_hand_over", "other"): {"asked": ("leader",)},
}
AT = (site(HERE).place, site(HERE).place)
HERE_CODE = str(AT[0])


def written(happening: Happening, relation: Relation, actor: Actor) -> str:
    rights = OPEN.get((happening.value, relation.value), {})
    return next((right for right, actors in rights.items() if actor.value in actors), "no")


@pytest.mark.parametrize(("happening", "relation", "actor"), [*product(Happening, Relation, Actor)])
def test_each_command_is_open_to_the_roles_that_are_written_and_to_no_other(
    happening: Happening, relation: Relation, actor: Actor
) -> None:
    assert rules.right_to(happening, relation, {actor}) == written(happening, relation, actor)


@pytest.mark.parametrize(
    ("state", "called_by", "acts_for_site", "is_to_it"),
    [
        ("waiting", "account:甲", True, "free"),
        ("held", None, False, "free"),
        ("called", "account:我", False, "caller"),
        ("in_session", "account:我", True, "caller"),
        ("called", None, True, "caller"),
        ("called", "device:二号台", True, "caller"),
        ("called", "account:甲", True, "site"),
        ("in_session", "account:甲", True, "site"),
        ("called", "account:甲", False, "other"),
        ("called", None, False, "other"),
        ("called", "device:二号台", False, "other"),
    ],
)
def test_the_relation_of_a_person_to_a_turn_follows_from_its_caller(
    state: str, called_by: str | None, is_to_it: str, *, acts_for_site: bool
) -> None:
    assert rules.relation(TurnState(state), called_by, me="account:我", acts_for_site=acts_for_site) == is_to_it


@pytest.mark.parametrize("reason", [None, "", "  "])
@pytest.mark.parametrize(("happening", "right"), [*product(Happening, Right)])
def test_a_right_that_needs_a_reason_is_none_without(happening: Happening, right: Right, reason: str | None) -> None:
    def refusal() -> str | None:
        try:
            rules.check_right(happening, right, is_asked=True, reason=reason)
        except Refused as refused:
            return refused.code
        return None

    closed = "not_handed_over" if happening in {"accept_hand_over", "refuse_hand_over"} else "not_your_call"
    needs = right in {"reason", "gone"} or happening == "refuse_hand_over"
    assert refusal() == (closed if right == "no" else "invalid" if needs else None)


def of(role: str, name: str) -> Person:
    """A principal of a role who reaches the site: a leader of its county, its registrar, coordinator or device."""
    if role == "device":
        return desk(name=name)
    return person(role, AT if role == "registrar" else COUNTY, name=name)


COMMANDS = [one for one in Happening if one not in {"call", "release", "move", "accept_hand_over", "finish"}]
MORE: dict[str, dict[str, str]] = {
    "hand_over": {"to": "430102", "reason": "转"},
    "refuse_hand_over": {"reason": "不转"},
}
RELATIONS = {("device", "device"): "caller", ("device", "coordinator"): "caller", ("device", "registrar"): "caller"}
"""Of another's call: the call of a site's device is the call of all its desks. All else is the site's or another's."""


async def said(hall: Hall, by: Person, n: int, what: Happening, reason: str | None) -> str:
    """What comes of a command: the refusal, or that the room of its meeting has to judge, or that it is done."""
    hall.heard()
    more = {**MORE.get(what, {}), **({} if reason is None else {"reason": reason})}
    try:
        await hall.command(by, n, what, when=at(2), **more)
    except Refused as refused:
        return refused.code
    return "judged" if any(isinstance(one, SteppedIn) for one in hall.told) else "done"


EXPECTED = {"no": "not_your_call", "yes": "done", "reason": "done", "not_open": "judged", "gone": "judged"}


@pytest.mark.parametrize("actor", EVERYBODY)
@pytest.mark.parametrize("caller", ["leader", "registrar", "device"])
async def test_a_command_on_anothers_call_gets_what_the_table_says_and_leaves_a_line(
    hall: Hall, caller: str, actor: str
) -> None:
    theirs = RELATIONS.get((caller, actor), "other" if actor == "leader" else "site")
    for n, what in enumerate(COMMANDS, 1):
        await hall.add(matter(n))
        await hall.call(of(caller, "甲"), site=HERE, matter=ident(n), mode="in_person")
        before = await log_of(hall)
        right = written(what, Relation(theirs), Actor(actor))
        got = await said(hall, of(actor, "乙"), n, what, "写明原因" if right in {"reason", "gone"} else None)
        expected = "not_handed_over" if what == "refuse_hand_over" else EXPECTED[right]
        assert (what, got) == (what, expected)
        lines = (await log_of(hall))[len(before) :]
        assert lines == ([(of(actor, "乙").principal, f"turn_{what}")] if not got.startswith("not_") else [])


async def log_of(hall: Hall) -> list[tuple[str, str]]:
    async with hall.database.transaction(EVERYWHERE, write=False) as tx:
        return [(one.who, one.what) for one in await tx.scalars(select(AuditLine).order_by(AuditLine.seq))]


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("mode", ["video", "in_person"])
async def test_only_a_leader_of_the_place_takes_a_hand_over(hall: Hall, role: str, mode: str) -> None:
    await hall.add(matter(1))
    caller, asked = leader("省"), HERE_CODE if role in {"device", "registrar"} else "430102"
    await hall.call(caller, mode=mode)
    await hall.command(caller, 1, "hand_over", to=asked, reason="属本级权限")
    what = await said(hall, of(role, "乙"), 1, Happening.ACCEPT_HAND_OVER, None)
    assert what == ("done" if role == "leader" else "not_handed_over")
    (turn,) = await hall.shown(caller)
    assert turn.turn_view.called_by == ("account:乙" if role == "leader" else "account:省")


@pytest.mark.parametrize("role", DESKS)
async def test_to_call_again_for_another_takes_nothing_from_them(hall: Hall, role: str) -> None:
    await hall.add(matter(1))
    await hall.call(leader("甲"), mode="video", room=2)
    assert await said(hall, of(role, "乙"), 1, Happening.RECALL, None) == "invalid"
    again = await hall.command(of(role, "乙"), 1, "recall", when=at(1), reason="没有听见")
    assert again.turn is not None
    assert (again.turn.called_by, again.turn.caller_name, again.turn.calls) == ("account:甲", "甲", 2)
    assert (again.turn.mode, again.turn.room) == ("video", 2)


async def test_a_site_that_a_person_does_not_reach_is_not_there(hall: Hall) -> None:
    await hall.add(matter(1))
    await hall.call(leader("甲"))
    for by in (desk(NEXT_DOOR), person("coordinator", (430103000, 430103999)), leader("乙", (430103000, 430103999))):
        with pytest.raises(Refused, match="not_found"):
            await hall.command(by, 1, "give_back", reason="越界")
    assert (await hall.shown(leader("甲", CITY)))[0].turn_view.state == "called"


async def test_what_the_site_says_of_a_turn_ends_no_reception(hall: Hall) -> None:
    await hall.add(matter(1, turn="waiting", turn_at=micros(5)))
    await hall.call(leader("甲"), site=HERE, matter=ident(1), when=at(6))
    await hall.command(leader("甲"), 1, "start", when=at(7))
    async with hall.database.transaction(EVERYWHERE) as tx:
        row = (await tx.scalars(select(Matter)))[0]
        row.turn, row.turn_at = "waiting", micros(9)
    for by, what in ((desk(), "hold"), (desk(), "no_show"), (leader("乙"), "give_back")):
        with pytest.raises(Refused, match=r"not_from_here|not_your_call|not_your_meeting|invalid"):
            await hall.command(by, 1, what, when=at(10))
    with pytest.raises(Refused, match="already_called"):
        await hall.call(desk(), site=HERE, matter=ident(1), when=at(10))
