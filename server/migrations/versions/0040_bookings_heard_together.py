"""Bookings that are heard together."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "booking_joining",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("stands_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_at", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("by_name", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=60), nullable=True),
        sa.Column("ended_by_name", sa.String(length=100), nullable=True),
        sa.Column("ended_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_joining_booking_id_booking")),
        sa.ForeignKeyConstraint(["stands_id"], ["booking.id"], name=op.f("fk_booking_joining_stands_id_booking")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_joining")),
    )
    with op.batch_alter_table("booking_joining", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_joining_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_joining_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_joining_stands_id"), ["stands_id"], unique=False)

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("joined_to", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_booking_joined_to"), ["joined_to"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_booking_joined_to_booking"), "booking", ["joined_to"], ["id"])
