"""Bulletins of days."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("typed_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("returned_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.Column("public", sa.JSON(), nullable=True),
        sa.Column("drafted_by", sa.String(length=60), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(length=60), nullable=True),
        sa.Column("sent_by_name", sa.String(length=100), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(length=60), nullable=True),
        sa.Column("published_by_name", sa.String(length=100), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["corrects"], ["bulletin.id"], name=op.f("fk_bulletin_corrects_bulletin")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("lo", "hi", "year", "number", name=op.f("uq_bulletin_lo_hi_year_number")),
    )
    with op.batch_alter_table("bulletin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bulletin_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_bulletin_lo"), ["lo"], unique=False)

    op.create_table(
        "bulletin_series",
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("lo", "hi", "year", name=op.f("pk_bulletin_series")),
    )
    op.create_table(
        "bulletin_file",
        sa.Column("bulletin_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.String(length=8), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("of_version", sa.Integer(), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_file_bulletin_id_bulletin")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_bulletin_file_file_id_stored_file")),
        sa.PrimaryKeyConstraint("bulletin_id", "edition", "form", name=op.f("pk_bulletin_file")),
    )
    with op.batch_alter_table("bulletin_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bulletin_file_lo"), ["lo"], unique=False)
