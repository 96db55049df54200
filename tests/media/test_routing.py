import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import NotFound
from server.media.plane import Plane
from server.media.routing import Seating, seated
from tests.support.fake_plane import ANSWER, FakePlane

Deeds = st.lists(
    st.tuples(
        st.sampled_from(["enter", "leave", "attach", "detach"]), st.sampled_from("abcde"), st.sampled_from("abcde")
    )
)


@pytest.mark.parametrize(
    ("slots", "wanted", "after"),
    [
        ((None, None), "", (None, None)),
        ((None, None), "a", ("a", None)),
        (("a", None), "ab", ("a", "b")),
        (("a", "b"), "b", (None, "b")),
        (("a", "b"), "bc", ("c", "b")),
        (("a",), "ab", ("a",)),
        (("a",), "bc", ("b",)),
        ((), "a", ()),
    ],
)
def test_a_member_who_stays_keeps_the_slot_and_a_new_one_takes_a_free_one(
    slots: tuple[str | None, ...], wanted: str, after: tuple[str | None, ...]
) -> None:
    assert seated(slots, list(wanted)) == after


def test_two_see_each_other_and_no_member_sees_themselves() -> None:
    room = Seating(slots=2)
    room.enter("leader")
    room.enter("petitioner")
    assert room.seen_by("leader") == ("petitioner", None)
    assert room.seen_by("petitioner") == ("leader", None)


def test_a_member_who_was_kept_apart_before_they_came_is_not_seen_until_told_otherwise() -> None:
    room = Seating(slots=2)
    room.detach("petitioner", "helper")
    for member in ("leader", "petitioner", "helper"):
        room.enter(member)
    assert room.seen_by("petitioner") == ("leader", None)
    assert room.seen_by("helper") == ("leader", "petitioner")
    room.attach("petitioner", "helper")
    assert room.seen_by("petitioner") == ("leader", "helper")


def test_a_member_who_found_no_slot_takes_the_first_that_is_free() -> None:
    room = Seating(slots=1)
    for member in "abc":
        room.enter(member)
    assert room.seen_by("a") == ("b",)
    room.leave("b")
    assert room.seen_by("a") == ("c",)


@given(Deeds, st.integers(0, 4))
def test_no_member_is_ever_seen_twice_or_by_themselves_or_without_leave(
    deeds: list[tuple[str, str, str]], slots: int
) -> None:
    room = Seating(slots=slots)
    apart: set[tuple[str, str]] = set()
    for verb, one, other in deeds:
        match verb:
            case "enter":
                room.enter(one)
            case "leave":
                room.leave(one)
                apart = {pair for pair in apart if one not in pair}
            case "attach":
                room.attach(one, other)
                apart.discard((one, other))
            case _:
                room.detach(one, other)
                apart.add((one, other))
    for viewer in room.members():
        seen = [member for member in room.seen_by(viewer) if member is not None]
        may_see = [other for other in room.members() if other != viewer and (viewer, other) not in apart]
        assert len(room.seen_by(viewer)) == slots
        assert len(seen) == len(set(seen)) == min(slots, len(may_see))
        assert set(seen) <= set(may_see)


async def test_the_fake_plane_is_a_plane() -> None:
    fake = FakePlane()
    plane: Plane = fake
    said: list[str] = []
    plane.open_room("r", slots=1)
    await plane.join("r", "a", on_state=said.append)
    await plane.join("r", "b", on_state=said.append)
    await plane.answer("r", "a", ANSWER)
    fake.say("r", "a", "connected")
    assert said == ["connected"]
    assert plane.seen_by("r", "a") == ("b",)
    await plane.remove("r", "b")
    assert list(plane.stats("r")) == ["a"]
    with pytest.raises(NotFound):
        plane.seen_by("r", "b")
