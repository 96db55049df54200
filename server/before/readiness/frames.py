"""Frames of a line test, in both directions. A device of a site says them over its live line."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads the one of typing from 3.12 on

from server.before.readiness.measures import Fault
from server.day_code import DayCode
from server.live.switchboard import TestWord

Leg = Literal["there", "back"]
"""The two connections of a test: by one the browser sends, by the other the same picture comes back to it."""
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Milliseconds = Annotated[float, Field(ge=0, le=60_000, allow_inf_nan=False)]


class LineTestBegin(TestWord):
    """Test the line of this site for this day."""

    type: Literal["line_test"]
    day: DayCode


class LineTestAnswer(TestWord):
    """The browser's answer to the offer of one leg."""

    may_be_long: ClassVar[bool] = True
    type: Literal["line_test_answer"]
    leg: Leg
    sdp: str = Field(max_length=30_000)


class LineTestEnd(TestWord):
    """What the browser counted of what came back to it; all zero where nothing did."""

    type: Literal["line_test_end"]
    received: Count
    lost: Count
    round_trip: Milliseconds
    jitter: Milliseconds
    kbps_down: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


FromTested = LineTestBegin | LineTestAnswer | LineTestEnd
"""What a device says of a test; server/wire.py joins it to what the line itself hears."""


class LineTestOffer(TypedDict):
    """Answer both legs and send by ``there`` what you have; after ``seconds`` the test ends by itself."""

    type: Literal["line_test_offer"]
    test: str
    there: str
    back: str
    seconds: int


class LineTestResult(TypedDict):
    """The measured line, both ends together, and what is wrong with it. A report may name the test, once."""

    type: Literal["line_test_result"]
    test: str
    udp: bool
    packets: int
    loss_up: float
    loss_down: float
    round_trip: float
    jitter: float
    kbps_up: float
    kbps_down: float
    faults: list[Fault]


ToTested = LineTestOffer | LineTestResult
"""What a device is told of a test; server/wire.py joins it to what the line itself tells."""
