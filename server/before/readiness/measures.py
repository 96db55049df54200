"""What was measured of a line and of a device, and whether it suffices for a video reception."""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

MOST_LOSS: Final = 0.05
"""Share of packets: above it sound breaks off and the picture stands."""
MOST_ROUND_TRIP: Final = 400
"""Milliseconds: above it two people talk into each other's sentences (ITU-T G.114 has 150 to 400 one way and back)."""
MOST_JITTER: Final = 80
LEAST_KBPS: Final = 250
"""What a small picture with sound takes, each way."""
ENOUGH_PACKETS: Final = 50
"""Fewer were no measurement: a second of sound alone is fifty."""
LEAST_BATTERY: Final = 0.5
"""A device that is not at the mains and has less left does not last the day."""

Fault = Literal["no_udp", "too_short", "loss", "round_trip", "jitter", "bandwidth_up", "bandwidth_down"]


@dataclass(frozen=True, slots=True)
class LineNumbers:
    """A measured line. Losses are shares, round trip and jitter milliseconds, rates kbit/s; ``up`` is from the site.

    ``udp`` says whether media packets came to the server at all; where they did not, nothing else is known.
    """

    udp: bool
    packets: int
    loss_up: float
    loss_down: float
    round_trip: float
    jitter: float
    kbps_up: float
    kbps_down: float

    def stored(self) -> dict[str, Any]:
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


NO_LINE: Final = LineNumbers(
    udp=False, packets=0, loss_up=1, loss_down=1, round_trip=0, jitter=0, kbps_up=0, kbps_down=0
)
"""No packet got through by UDP: a wall between the site and the server lets only web pages pass."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What the browser counted of what came to it, since the first packet."""

    received: int
    lost: int
    round_trip: float
    jitter: float
    kbps_down: float


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the server counted of what came from the browser."""

    packets: int
    lost: int
    kbps: float


def line_of(arrived: Arrived, reported: Reported) -> LineNumbers:
    """Put both ends together: each end counts what came to it, and only the server says whether anything came."""
    if arrived.packets == 0:
        return NO_LINE
    return LineNumbers(
        udp=True,
        packets=arrived.packets,
        loss_up=_share(arrived.lost, arrived.packets),
        loss_down=_share(reported.lost, reported.received),
        round_trip=reported.round_trip,
        jitter=reported.jitter,
        kbps_up=arrived.kbps,
        kbps_down=reported.kbps_down,
    )


def _share(lost: int, came: int) -> float:
    return lost / (lost + came) if lost + came > 0 else 1.0


def faults_of(line: LineNumbers) -> list[Fault]:
    """What is wrong with a line, the gravest first; none where it suffices."""
    if not line.udp:
        return ["no_udp"]
    found: list[tuple[Fault, bool]] = [
        ("too_short", line.packets < ENOUGH_PACKETS),
        ("loss", max(line.loss_up, line.loss_down) > MOST_LOSS),
        ("round_trip", line.round_trip > MOST_ROUND_TRIP),
        ("jitter", line.jitter > MOST_JITTER),
        ("bandwidth_up", line.kbps_up < LEAST_KBPS),
        ("bandwidth_down", line.kbps_down < LEAST_KBPS),
    ]
    return [fault for fault, is_so in found if is_so]


def has_power(*, at_mains: bool | None, battery: float | None) -> bool:
    """Whether a device lasts the day; one that says nothing of a battery is plugged in."""
    return at_mains is not False or (battery is not None and battery >= LEAST_BATTERY)
