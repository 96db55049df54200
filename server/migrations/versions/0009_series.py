"""A series is held by a region and keeps each version of its plan; organisers enter official days."""

import sqlalchemy as sa
from alembic import op

from server.place import province_of, range_of_region

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SHIPPED_PROVINCE = "430000"


def upgrade() -> None:
    op.create_table(
        "official_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_official_year")),
    )
    op.create_table(
        "series_version",
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.series"], name=op.f("fk_series_version_series_series")),
        sa.PrimaryKeyConstraint("series", "version", name=op.f("pk_series_version")),
    )
    op.create_table(
        "day_origin",
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("original", sa.Date(), nullable=True),
        sa.Column("series_version", sa.Integer(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("reason_zh", sa.String(length=400), nullable=False),
        sa.Column("reason_en", sa.String(length=400), nullable=False),
        sa.Column("is_hit", sa.Boolean(), nullable=False),
        sa.Column("now_date", sa.Date(), nullable=True),
        sa.Column("now_zh", sa.String(length=400), nullable=False),
        sa.Column("now_en", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_day_origin_day_day")),
        sa.ForeignKeyConstraint(["series"], ["series.series"], name=op.f("fk_day_origin_series_series")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_origin")),
    )
    with op.batch_alter_table("day_origin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_origin_series"), ["series"], unique=False)
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holder", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("holder_last", sa.Integer(), nullable=True))
    say_whose()
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.alter_column("holder", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("holder_last", existing_type=sa.Integer(), nullable=False)


def say_whose() -> None:
    """Every series there is was loaded from a file and is the province's in which the sites lie."""
    site = sa.table("reception_site", sa.column("place", sa.Integer()))
    first = op.get_bind().execute(sa.select(sa.func.min(site.c.place))).scalar()
    holder, last = range_of_region(SHIPPED_PROVINCE if first is None else province_of(first))
    series = sa.table("series", sa.column("holder", sa.Integer()), sa.column("holder_last", sa.Integer()))
    op.get_bind().execute(sa.update(series).values(holder=holder, holder_last=last))
