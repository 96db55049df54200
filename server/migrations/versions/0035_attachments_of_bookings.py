"""Attachments of bookings."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "booking_attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_attachment_booking_id_booking")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_booking_attachment_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("booking_id", "id", name=op.f("pk_booking_attachment")),
    )
    with op.batch_alter_table("booking_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_attachment_place"), ["place"], unique=False)
