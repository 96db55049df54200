"""What goes through the routes of support plans."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.after.care.api.shapes import Ident
from server.after.care.rules import MeasureState, Need, SupportChoice
from server.after.case.sealing import SHORTEST
from server.http.route import Shape
from server.units.rules import CODE_LENGTH

MOST_WORDS = 480
"""With the word of the need beside them they are sealed as words of a case, of which there are 500."""
Date = Annotated[dt.date, Field(strict=False)]
Choice = Annotated[SupportChoice, Field(strict=False)]
Version = Annotated[int, Field(ge=0, lt=2**31)]


class CarerAnswer(Shape):
    account: UUID
    name: str


class MeasureAnswer(Shape):
    """``need`` and ``what`` are null where erased by law. ``agreed_on``: when the person agreed to the referral."""

    id: UUID
    need: Need | None
    what: str | None
    unit: str | None
    unit_zh: str | None
    unit_en: str | None
    is_referral: bool
    agreed_on: dt.date | None
    due_on: dt.date
    state: MeasureState
    ended_on: dt.date | None


class SupportAnswer(Shape):
    """A support plan; without ``choice`` the person was not asked yet. ``carers`` may be named to take care of it."""

    version: int
    choice: SupportChoice | None
    carer: UUID | None
    carer_name: str | None
    measures: list[MeasureAnswer]
    carers: list[CarerAnswer]


class SupportBody(Shape):
    """``seen`` is the version that was read, 0 where there is no plan yet."""

    seen: Version
    choice: Choice
    carer: Ident | None = None


class MeasureBody(Shape):
    """``id`` is made by the page. ``has_agreed``: the person consents to being referred to the unit for aid."""

    id: Ident
    seen: Version
    need: Annotated[Need, Field(strict=False)]
    what: Annotated[str, Field(min_length=SHORTEST, max_length=MOST_WORDS)]
    unit: Annotated[str, Field(max_length=CODE_LENGTH)] | None = None
    is_referral: bool = False
    has_agreed: bool = False
    due_on: Date


class MeasureEndBody(Shape):
    seen: Version
    state: Literal["done", "dropped"]
