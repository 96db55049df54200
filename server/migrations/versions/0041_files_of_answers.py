"""Files of answers are attachments of their bookings."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("booking_attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("question_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_booking_attachment_question_id"), ["question_id"], unique=False)
