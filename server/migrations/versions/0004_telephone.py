"""A site has a telephone number of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reception_site", schema=None) as batch_op:
        batch_op.add_column(sa.Column("telephone", sa.String(length=30), nullable=True))
