"""Bookings."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phone_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phone_index", sa.String(length=64), nullable=False),
        sa.Column("digits_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_check")),
    )
    with op.batch_alter_table("phone_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_check_made_at"), ["made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_phone_check_phone_index"), ["phone_index"], unique=False)

    op.create_table(
        "booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=True),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("arose_in", sa.String(length=6), nullable=False),
        sa.Column("routing", sa.String(length=15), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("attendee_count", sa.Integer(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=True),
        sa.Column("reads", sa.String(length=5), nullable=False),
        sa.Column("claimed_fen", sa.BigInteger(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("respondent_index", sa.String(length=64), nullable=True),
        sa.Column("phone_checked", sa.Boolean(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appointed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appointed_leader", sa.Uuid(), nullable=True),
        sa.Column("appointed_meeting", sa.String(length=10), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["appointed_leader"], ["account.id"], name=op.f("fk_booking_appointed_leader_account")),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_booking_day_day")),
        sa.ForeignKeyConstraint(["site"], ["reception_site.code"], name=op.f("fk_booking_site_reception_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_booking_code_hash")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_phone_index"), ["phone_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_place_booking_state"), ["place", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_arose_in"), ["arose_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_respondent_index"), ["respondent_index"], unique=False)

    op.create_table(
        "booking_version",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("happening", sa.String(length=15), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_version_booking_id_booking")),
        sa.PrimaryKeyConstraint("booking_id", "version", name=op.f("pk_booking_version")),
    )
    with op.batch_alter_table("booking_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_version_place"), ["place"], unique=False)

    op.create_table(
        "booking_worker",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_worker_booking_id_booking")),
        sa.PrimaryKeyConstraint("booking_id", "n", name=op.f("pk_booking_worker")),
    )
    with op.batch_alter_table("booking_worker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_worker_place"), ["place"], unique=False)
