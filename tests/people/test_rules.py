from datetime import UTC, datetime, timedelta

import pytest

from server.errors import Conflict, Invalid, NotAllowed, NotFound
from server.people import rules
from server.people.rules import ALONE, APPOINTS, CAPABILITIES, Grant, Person, Role
from server.place import Scope, range_of_region

NOW = datetime(2023, 11, 9, 1, 0, tzinfo=UTC)
PROVINCE = range_of_region("430000")
CITY = range_of_region("430100")
NEXT_CITY = range_of_region("430200")
COUNTY = range_of_region("430102")
SITE = (430102001, 430102001)

WHO_MAY = {
    "see_tally": "organiser leader department officer coordinator registrar supervisor",
    "see_records": "organiser leader officer coordinator registrar",
    "follow_cases": "organiser officer",
    "write_bulletins": "organiser officer",
    "review_bulletins": "organiser officer leader",
    "sign_site": "organiser leader officer coordinator registrar",
    "sign_region": "organiser officer",
    "take_attention": "organiser officer",
    "give_support": "officer",
    "see_persons": "leader officer coordinator registrar",
    "unmask": "organiser leader officer coordinator registrar",
    "record_entries": "coordinator registrar",
    "enrol_device": "organiser coordinator administrator",
    "manage_days": "organiser",
    "manage_people": "organiser administrator",
    "manage_sites": "organiser administrator",
    "manage_units": "organiser officer",
    "manage_posts": "organiser",
    "manage_topics": "organiser",
    "run_site": "organiser coordinator",
    "see_log": "auditor administrator",
    "keep_roster": "organiser officer",
    "triage": "organiser officer",
    "attend": "organiser leader officer coordinator registrar",
    "call": "leader coordinator registrar",
    "receive": "leader",
}
"""Written by hand from the product's table of roles."""


def a_person(role: str, places: tuple[int, int], *, ident: str = "1", grants: tuple[Grant, ...] = ()) -> Person:
    roles = frozenset({Role(role)})
    scope = Scope(*places, rules.capabilities_of(roles))
    return Person(id=ident, kind="account", name="张三", roles=roles, scope=scope, grants=grants)


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_of_the_product_says(role: Role) -> None:
    assert CAPABILITIES[role] == {capability for capability, roles in WHO_MAY.items() if role in roles.split()}


def test_auditors_and_administrators_see_no_case_content() -> None:
    content = {"see_records", "see_persons", "unmask", "record_entries", "call"}
    assert content & rules.capabilities_of(ALONE) == set()


def test_two_roles_together_may_what_each_may() -> None:
    both = rules.capabilities_of([Role.LEADER, Role.COORDINATOR])
    assert both == CAPABILITIES[Role.LEADER] | CAPABILITIES[Role.COORDINATOR]


def test_beyond_ones_places_even_existence_is_a_secret() -> None:
    registrar = a_person("registrar", SITE)
    rules.require(registrar, "record_entries", 430102001)
    with pytest.raises(NotFound):
        rules.require(registrar, "record_entries", 430102002)


def test_within_ones_places_one_is_told_that_one_may_not() -> None:
    with pytest.raises(NotAllowed):
        rules.require(a_person("organiser", PROVINCE), "see_persons", 430102001)


def test_a_grant_opens_one_matter_for_one_thing_until_it_ends() -> None:
    grant = Grant("see_records", "matter:7", 430102001, NOW + timedelta(hours=1))
    official = a_person("department", NEXT_CITY, grants=(grant,))
    opened = rules.scope_by_grant(official, "see_records", "matter:7", NOW)
    assert opened == Scope(430102001, 430102001, frozenset({"see_records"}))


@pytest.mark.parametrize(
    ("capability", "about", "minutes"),
    [("see_records", "matter:8", 0), ("see_persons", "matter:7", 0), ("see_records", "matter:7", 60)],
)
def test_a_grant_opens_nothing_else_and_nothing_later(capability: str, about: str, minutes: int) -> None:
    grant = Grant("see_records", "matter:7", 430102001, NOW + timedelta(hours=1))
    official = a_person("department", NEXT_CITY, grants=(grant,))
    with pytest.raises(NotFound):
        rules.scope_by_grant(official, capability, about, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("role", Role)
def test_an_organiser_appoints_every_role_in_their_places(role: Role) -> None:
    rules.check_appointment(a_person("organiser", PROVINCE), {role}, SITE, at_site=True)


@pytest.mark.parametrize("role", sorted(set(Role) - ALONE))
def test_an_administrator_cannot_make_someone_who_reads_cases(role: Role) -> None:
    with pytest.raises(NotAllowed, match="above_own_rights"):
        rules.check_appointment(a_person("administrator", PROVINCE), {role}, SITE, at_site=True)


@pytest.mark.parametrize("role", sorted(set(Role) - set(APPOINTS)))
def test_a_person_who_does_not_manage_people_cannot_appoint(role: Role) -> None:
    with pytest.raises(NotAllowed):
        rules.check_appointment(a_person(role, PROVINCE), {Role.INTERPRETER}, SITE, at_site=True)


@pytest.mark.parametrize("places", [PROVINCE, NEXT_CITY, (CITY[0], CITY[1] + 1), (CITY[0] - 1, CITY[1])])
def test_an_appointment_above_or_beside_ones_own_places_is_refused(places: tuple[int, int]) -> None:
    with pytest.raises(NotFound):
        rules.check_appointment(a_person("organiser", CITY), {Role.LEADER}, places, at_site=False)


@pytest.mark.parametrize(
    ("roles", "at_site", "code"),
    [
        (set(), True, "roles_missing"),
        ({Role.AUDITOR, Role.LEADER}, False, "roles_do_not_mix"),
        ({Role.ADMINISTRATOR, Role.AUDITOR}, False, "roles_do_not_mix"),
        ({Role.REGISTRAR}, False, "registrar_needs_site"),
    ],
)
def test_some_roles_do_not_go_together_or_anywhere(roles: set[Role], at_site: bool, code: str) -> None:  # noqa: FBT001
    with pytest.raises(Invalid, match=code):
        rules.check_roles(roles, at_site=at_site)


def test_a_change_of_ones_own_rights_is_refused() -> None:
    with pytest.raises(Conflict, match="own_account"):
        rules.check_not_oneself(a_person("organiser", PROVINCE, ident="7"), "7")
