"""An organiser may tick first steps by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticked_step",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticked_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("place", "step", name=op.f("pk_ticked_step")),
    )
