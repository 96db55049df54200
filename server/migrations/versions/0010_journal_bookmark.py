"""A reader of the journal keeps up to which entry of each day and place it has acted."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_bookmark",
        sa.Column("reader", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "day", "place", name=op.f("pk_journal_bookmark")),
    )
