"""The table of organisational units."""

from datetime import date

from sqlalchemy import Dialect, String, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, Placed
from server.sites.rules import TELEPHONE_LENGTH
from server.units.rules import CODE_LENGTH, LISTED, NAME_LENGTH


class Codes(TypeDecorator[tuple[str, ...]]):
    """Codes in order, a blank before and behind each, so that one of them is found by ``contains``."""

    impl = String(LISTED)
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else "".join(f" {code}" for code in value) + " "

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002
        return None if value is None else tuple(value.split())


class Unit(Placed, Base):
    """An organisational unit of a region (its place); what it is competent for, and while it is chosen."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name_en: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    kind: Mapped[str] = mapped_column(String(32))
    telephone: Mapped[str | None] = mapped_column(String(TELEPHONE_LENGTH))
    parent: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    categories: Mapped[tuple[str, ...]] = mapped_column(Codes)
    routes: Mapped[tuple[str, ...]] = mapped_column(Codes)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads a plain dict here
