"""Questions to units."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("unit_zh", sa.String(length=100), nullable=False),
        sa.Column("unit_en", sa.String(length=100), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("asked_by_name", sa.String(length=100), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chased", sa.String(length=10), nullable=False),
        sa.Column("above", sa.String(length=32), nullable=True),
        sa.Column("sealed_at", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("asked_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("draft_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("draft_by_name", sa.String(length=100), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("owed_fen", sa.BigInteger(), nullable=True),
        sa.Column("will_attend", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=60), nullable=True),
        sa.Column("answered_by_name", sa.String(length=100), nullable=True),
        sa.Column("after_hearing", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_question_booking_id_booking")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_unit_question_state"), ["unit", "state"], unique=False)
