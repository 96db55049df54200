"""The index of similar matters."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "similar_matter",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=36), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=True),
        sa.Column("prints", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_similar_matter")),
    )
    with op.batch_alter_table("similar_matter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_similar_matter_day_similar_matter_place"), ["day", "place"], unique=False)

    op.create_table(
        "similar_term",
        sa.Column("term", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("term", "place", "number", name=op.f("pk_similar_term")),
    )
    with op.batch_alter_table("similar_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_similar_term_number"), ["number"], unique=False)
