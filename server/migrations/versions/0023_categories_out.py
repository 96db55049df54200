"""A day names the categories it does not take."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("day", schema=None) as batch_op:
        batch_op.add_column(sa.Column("categories_out", sa.JSON(), server_default="[]", nullable=False))
