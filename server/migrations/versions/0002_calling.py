"""calling."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "presence",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_presence")),
    )
    op.create_table(
        "turn",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_at", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=True),
        sa.Column("called_by", sa.String(length=60), nullable=True),
        sa.Column("caller_name", sa.String(length=100), nullable=True),
        sa.Column("caller_place", sa.Integer(), nullable=True),
        sa.Column("called_at", sa.BigInteger(), nullable=True),
        sa.Column("room", sa.Integer(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("no_shows", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=True),
        sa.Column("moved_tier", sa.Integer(), nullable=True),
        sa.Column("handed_to", sa.String(length=9), nullable=True),
        sa.Column("meeting", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "place", "matter", name=op.f("pk_turn")),
    )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ticket", sa.String(length=6), nullable=True))
        batch_op.add_column(sa.Column("ticket_code", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("turn", sa.String(length=10), nullable=False, server_default="waiting"))
        batch_op.add_column(sa.Column("turn_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("called_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("called_room", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("calls", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("no_shows", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index("ix_matter_ticket_code", ["ticket_code"], unique=False)

    with op.batch_alter_table("sealed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_index", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_sealed_phone_index"), ["phone_index"], unique=False)
