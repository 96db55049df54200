"""Duties as calendars were told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_told",
        sa.Column("duty", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=True),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_duty_told_account_id_account")),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_duty_told_day_day")),
        sa.PrimaryKeyConstraint("duty", "account_id", name=op.f("pk_duty_told")),
    )
    with op.batch_alter_table("duty_told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_told_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_told_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_told_lo"), ["lo"], unique=False)
