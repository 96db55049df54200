"""Opens the media plane of a process; plane.py says what it can do, rooms.py is it."""

from server.clock import Clock
from server.media.plane import Plane


def open_plane(*, address: str | None, port: int, clock: Clock) -> Plane:
    """Open the plane of this process in the running loop; raises Stopped if it cannot have its port.

    ``address`` is what browsers are told, by default this machine's; port 0 is any free one. aiortc is imported here,
    and not by the modules that only know the plane: it takes longer than most commands.
    """
    from server.media.rooms import open_rooms  # noqa: PLC0415

    return open_rooms(address=address, port=port, clock=clock)
