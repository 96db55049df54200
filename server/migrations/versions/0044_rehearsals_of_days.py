"""rehearsals of days."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_rehearsal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keeper", sa.String(length=40), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_day_rehearsal_day_day")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_rehearsal")),
    )
    with op.batch_alter_table("day_rehearsal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_rehearsal_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_day_rehearsal_lo"), ["lo"], unique=False)

    op.create_table(
        "rehearsal_score",
        sa.Column("rehearsal_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("reached_after", sa.Integer(), nullable=True),
        sa.Column("enrolled_after", sa.Integer(), nullable=True),
        sa.Column("checked_after", sa.Integer(), nullable=True),
        sa.Column("opened_after", sa.Integer(), nullable=True),
        sa.Column("entered_after", sa.Integer(), nullable=True),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rehearsal_id"], ["day_rehearsal.id"], name=op.f("fk_rehearsal_score_rehearsal_id_day_rehearsal")
        ),
        sa.PrimaryKeyConstraint("rehearsal_id", "place", name=op.f("pk_rehearsal_score")),
    )
