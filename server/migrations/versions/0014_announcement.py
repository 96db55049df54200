"""A site has an address; since when the public knows of a day is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reception_site", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=200), nullable=True))
    op.create_table(
        "announcement",
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_announcement_day_day")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_announcement")),
    )
