import pytest

from server.media.presence import Presence
from server.media.rooms import Rooms
from tests.support.calls import LossyPort, Party, running_plane
from tests.support.fake_clock import FakeClock


def line(*, media: bool) -> Presence:
    """Return a line that is up, and whose last packet came at 100."""
    presence = Presence(90.0)
    presence.state = "connected"
    presence.hear(100.0, media=media)
    return presence


@pytest.mark.parametrize(
    ("media", "moment", "state"),
    [
        (True, 100.0, "connected"),
        (True, 101.9, "connected"),
        (True, 102.0, "reconnecting"),
        (True, 109.9, "reconnecting"),
        (True, 110.0, "gone"),
        (False, 102.0, "connected"),
        (False, 105.9, "connected"),
        (False, 106.0, "reconnecting"),
        (False, 110.0, "gone"),
    ],
)
def test_a_silent_line_is_missed_and_then_given_up(*, media: bool, moment: float, state: str) -> None:
    assert line(media=media).state_at(moment) == state


def test_a_member_who_stops_sending_but_gives_signs_of_life_is_still_there() -> None:
    presence = line(media=True)
    for moment in (102.5, 105.0, 107.5):
        presence.hear(moment, media=False)
        assert presence.state_at(moment + 2.4) == "connected"


def test_after_a_goodbye_nothing_counts() -> None:
    presence = line(media=True)
    presence.end(100.0)
    presence.hear(100.1, media=True)
    assert presence.state_at(100.1) == "reconnecting"
    assert presence.state_at(104.0) == "gone"


def test_a_member_who_never_connects_is_given_up_and_not_missed_before() -> None:
    presence = Presence(100.0)
    assert presence.state_at(119.9) is None
    assert presence.state_at(120.0) == "gone"


@pytest.mark.usefixtures("call")  # keeps aiortc on this machine; the plane here has a clock of the test's
async def test_the_plane_says_which_members_are_missed_back_or_gone() -> None:
    clock = FakeClock()
    async with running_plane(clock) as (plane, udp_port):
        plane.open_room("r", slots=1)
        party = Party(plane, "leader", 60)
        await party.join("r")
        cut(plane, udp_port, clock)
        clock.forward(seconds=7)
        assert await party.said() == "reconnecting"
        udp_port.loss = 0.0
        assert await party.said() == "connected"
        cut(plane, udp_port, clock)
        clock.forward(seconds=10)
        assert await party.said() == "gone"
        assert plane.stats("r")["leader"].packets > 0
        assert plane.seen_by("r", "leader") == (None,)
        await party.browser.close()


def cut(plane: Rooms, udp_port: LossyPort, clock: FakeClock) -> None:
    """Let nothing more come, and let what has come count as of now."""
    udp_port.loss = 1.0
    plane._look(clock.seconds(), clock.now())
