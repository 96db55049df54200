"""The steps that an organiser ticked by hand."""

from datetime import datetime

from sqlalchemy import Enum, String
from sqlalchemy.orm import Mapped, mapped_column

from server.before.starting.rules import Step
from server.db import Base, Placed


class TickedStep(Placed, Base):
    """A first step that counts as seen to for a region; ``place`` is the region's own."""

    __tablename__ = "ticked_step"

    place: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[Step] = mapped_column(Enum(Step, native_enum=False, length=10, values_callable=list), primary_key=True)
    ticked_at: Mapped[datetime]
    ticked_by: Mapped[str] = mapped_column(String(60))
