"""A day is named by a code and held by a region; its date is a column."""

from datetime import date

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from server.place import province_of, range_of_region

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEYED_BY_DAY = (
    "journal_head",
    "journal",
    "held",
    "sealed",
    "matter",
    "counter",
    "published_figure",
    "turn",
    "site_session",
    "meeting",
)


def upgrade() -> None:
    """Widen what names a day, then say of each day when it is and that its province holds it."""
    for table in KEYED_BY_DAY:
        with op.batch_alter_table(table) as batch_op:
            _widen(batch_op)
    with op.batch_alter_table("day") as batch_op:
        _widen(batch_op)
        for name, kind in (("date", sa.Date()), ("holder", sa.Integer()), ("holder_last", sa.Integer())):
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    say_when_and_whose()
    with op.batch_alter_table("day") as batch_op:
        for name, kind in (("date", sa.Date()), ("holder", sa.Integer()), ("holder_last", sa.Integer())):
            batch_op.alter_column(name, existing_type=kind, nullable=False)


def _widen(batch_op: BatchOperations) -> None:
    batch_op.alter_column(
        "day", existing_type=sa.String(length=10), type_=sa.String(length=17), existing_nullable=False
    )


def say_when_and_whose() -> None:
    """Every day there is was the joint day of the province in which its first site lies."""
    day = sa.table(
        "day",
        sa.column("day", sa.String()),
        sa.column("date", sa.Date()),
        *(sa.column(name, sa.Integer()) for name in ("first_place", "holder", "holder_last")),
    )
    for row in op.get_bind().execute(sa.select(day.c.day, day.c.first_place)).all():
        holder, last = range_of_region(province_of(row.first_place))
        one = sa.update(day).where(day.c.day == row.day)
        op.get_bind().execute(one.values(date=date.fromisoformat(row.day), holder=holder, holder_last=last))
