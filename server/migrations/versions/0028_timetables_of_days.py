"""Timetables of days."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timetable",
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Double(), nullable=True),
        sa.Column("run", sa.String(length=10), nullable=True),
        sa.Column("step", sa.String(length=20), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("lost", sa.Uuid(), nullable=True),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_timetable_day_day")),
        sa.PrimaryKeyConstraint("day", "state", name=op.f("pk_timetable")),
    )
    with op.batch_alter_table("timetable", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timetable_lo"), ["lo"], unique=False)

    op.create_table(
        "timetable_slot",
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("leader", sa.Uuid(), nullable=True),
        sa.Column("begins", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_timetable_slot_booking_id_booking")),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_timetable_slot_day_day")),
        sa.ForeignKeyConstraint(["leader"], ["account.id"], name=op.f("fk_timetable_slot_leader_account")),
        sa.PrimaryKeyConstraint("day", "state", "booking_id", name=op.f("pk_timetable_slot")),
    )
    with op.batch_alter_table("timetable_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timetable_slot_leader"), ["leader"], unique=False)
        batch_op.create_index(batch_op.f("ix_timetable_slot_place"), ["place"], unique=False)
