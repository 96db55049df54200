"""In what a person may act at an instant: their own roles, and their posts, of which those elsewhere are taken up."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from server.people.positions import ROLE_OF_POST, Position, PostKind, changes_at, is_held, positions_of, taken_up
from server.people.rules import ALONE, Role
from server.place import Range, range_of_region

NOW = datetime(2026, 12, 10, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
COUNTY, NEXT, CITY = range_of_region("430102"), range_of_region("430103"), range_of_region("430100")
SITE = (430102001, 430102001)
LEADER, SUBSTITUTE, DUTY = PostKind.RECEIVING_LEADER, PostKind.SUBSTITUTE, PostKind.DUTY_OFFICER


@dataclass(frozen=True)
class Post:
    kind: PostKind
    lo: int
    hi: int
    site: str | None = None
    since: datetime = NOW
    until: datetime | None = None
    id: UUID = field(default_factory=uuid4)


def post(kind: PostKind, places: Range, since: int = 0, until: int | None = None) -> Post:
    """A post from so many hours after now until so many."""
    site = "HN-D-430102" if places[0] == places[1] else None
    return Post(kind, *places, site, NOW + since * HOUR, None if until is None else NOW + until * HOUR)


def of(*posts: Post, roles: set[Role] | None = None, places: Range = COUNTY) -> list[tuple[set[str], Range]]:
    found = positions_of(frozenset(roles or {Role.DEPARTMENT}), places, None, posts, NOW)
    return [({str(role) for role in one.roles}, one.places) for one in found]


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [(0, None, True), (-1, None, True), (0, 1, True), (1, None, False), (-2, 0, False), (-2, -1, False)],
)
def test_a_post_is_held_from_its_beginning_until_its_end(since: int, until: int | None, *, held: bool) -> None:
    assert is_held(post(LEADER, COUNTY, since, until), NOW) is held
    assert of(post(LEADER, COUNTY, since, until)) == [({"department", "leader"} if held else {"department"}, COUNTY)]


def test_a_post_at_the_accounts_own_places_adds_its_role_and_one_elsewhere_stands_beside() -> None:
    assert of(post(LEADER, COUNTY), post(DUTY, NEXT), post(SUBSTITUTE, NEXT)) == [
        ({"department", "leader"}, COUNTY),
        ({"department", "leader"}, NEXT),
    ]


def test_a_post_below_that_adds_no_role_is_no_position_but_one_at_a_site_is() -> None:
    assert of(post(DUTY, COUNTY), places=CITY) == [({"department"}, CITY)]
    assert of(post(DUTY, SITE), places=CITY) == [({"department"}, CITY), ({"department"}, SITE)]
    assert of(post(LEADER, COUNTY), places=CITY) == [({"department"}, CITY), ({"leader"}, COUNTY)]


@pytest.mark.parametrize("role", sorted(ALONE))
def test_who_stands_alone_has_no_other_position(role: Role) -> None:
    assert of(post(LEADER, COUNTY), post(LEADER, NEXT), roles={role}) == [({str(role)}, COUNTY)]


def test_the_position_of_a_post_is_taken_up_while_it_is_held_and_then_the_own_one() -> None:
    elsewhere = post(SUBSTITUTE, NEXT, -1, 1)
    own = frozenset({Role.DEPARTMENT})
    now, later = (positions_of(own, COUNTY, None, [elsewhere], at) for at in (NOW, NOW + HOUR))
    assert taken_up(now, elsewhere.id).places == NEXT
    assert taken_up(now, None) == taken_up(now, uuid4()) == Position(own, COUNTY, None, is_own=True)
    assert taken_up(later, elsewhere.id) == Position(own, COUNTY, None, is_own=True)


def test_the_next_change_is_the_first_beginning_or_end_to_come() -> None:
    assert changes_at([post(LEADER, COUNTY, -3, 2), post(DUTY, NEXT, 1, 5)], NOW) == NOW + HOUR
    assert changes_at([post(LEADER, COUNTY, -3), post(DUTY, NEXT, -5, -1)], NOW) is None


def test_every_kind_of_post_gives_a_role_and_none_that_stands_alone() -> None:
    assert ROLE_OF_POST.keys() == set(PostKind)
    assert not {*ROLE_OF_POST.values()} & {*ALONE, Role.ORGANISER}
