"""A site keeps who commanded it last, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("site_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("commanded_by", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("commanded_at", sa.DateTime(timezone=True), nullable=True))
