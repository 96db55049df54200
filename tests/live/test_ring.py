from hypothesis import given
from hypothesis import strategies as st

from server.live.frames import Frame
from server.live.ring import Ring, Step

Steps = st.lists(st.integers(0, 3), max_size=30)


def filled(growth: list[int], *, versions: int = 200, size: int = 10_000) -> tuple[Ring, list[int], list[Frame]]:
    """Return a ring after steps that raise the version by so much; the versions passed through; the frames."""
    ring = Ring(versions=versions, size=size)
    passed, frames = [0], []
    for number, growing in enumerate(growth):
        frames.append(Frame({"n": number}))
        ring.add(Step(passed[-1], passed[-1] + growing, frames[-1]))
        passed.append(passed[-1] + growing)
    return ring, passed, frames


@given(Steps, st.integers(1, 60), st.integers(100, 400))
def test_a_client_that_comes_back_gets_every_frame_it_missed_or_a_snapshot(
    growth: list[int], versions: int, size: int
) -> None:
    ring, passed, frames = filled(growth, versions=versions, size=size)
    for heard, version in enumerate(passed):
        missed = ring.since(version, now=passed[-1])
        assert missed is None or missed[len(missed) - len(frames) + heard :] == frames[heard:]


@given(Steps)
def test_the_latest_board_needs_nothing_more(growth: list[int]) -> None:
    ring, passed, _ = filled([*growth, 1])
    assert ring.since(passed[-1], now=passed[-1]) == []


def test_a_version_of_several_boards_is_answered_from_the_first_of_them() -> None:
    ring, _, frames = filled([1, 0, 0, 1])
    assert ring.since(1, now=2) == frames[1:]


def test_versions_that_were_never_told_are_not_made_up() -> None:
    ring, _, _ = filled([5, 5])
    assert ring.since(3, now=10) is None
    assert ring.since(99, now=10) is None


def test_more_than_so_many_versions_behind_is_a_snapshot() -> None:
    ring, _, frames = filled([1] * 250)
    assert ring.since(49, now=250) is None
    assert ring.since(50, now=250) == frames[50:]


def test_what_was_forgotten_of_a_version_is_not_passed_over() -> None:
    ring, _, _ = filled([0, 0, 1], size=2 * len(Frame({"n": 1}).plain))
    assert ring.since(0, now=1) is None


def test_a_ring_keeps_no_more_bytes_than_it_may() -> None:
    ring, _, frames = filled([1] * 100, size=3 * len(Frame({"n": 10}).plain))
    assert ring.since(97, now=100) == frames[97:]
    assert ring.since(96, now=100) is None
