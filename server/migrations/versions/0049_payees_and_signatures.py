"""Payees of cases, and signatures of outcomes."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_payees",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_payees_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_payees")),
    )
    with op.batch_alter_table("case_payees", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_payees_place"), ["place"], unique=False)

    op.create_table(
        "outcome_signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("matter", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_outcome_signature_file_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_signature")),
    )
    with op.batch_alter_table("outcome_signature", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcome_signature_day_outcome_signature_place_outcome_signature_matter"),
            ["day", "place", "matter"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_outcome_signature_place"), ["place"], unique=False)
