"""An account is proved at a device by a session at its browser; only then does an entry show it as its author."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_account",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_device_account_account_id_account")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_account_device_id_device")),
        sa.PrimaryKeyConstraint("device_id", "account_id", name=op.f("pk_device_account")),
    )
    with op.batch_alter_table("device_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_account_place"), ["place"], unique=False)
