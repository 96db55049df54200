"""Steps of the chase of silent sites."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chase_step",
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("said", sa.String(length=12), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=100), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_chase_step_by_account")),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_chase_step_day_day")),
        sa.PrimaryKeyConstraint("day", "place", "n", name=op.f("pk_chase_step")),
    )
