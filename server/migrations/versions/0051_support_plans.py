"""Support plans of cases, and their measures."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support_plan",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("carer", sa.Uuid(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_support_plan_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_support_plan")),
    )
    with op.batch_alter_table("support_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_plan_place"), ["place"], unique=False)

    op.create_table(
        "support_measure",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=True),
        sa.Column("is_referral", sa.Boolean(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["support_plan.case_id"], name=op.f("fk_support_measure_case_id_support_plan")
        ),
        sa.PrimaryKeyConstraint("case_id", "id", name=op.f("pk_support_measure")),
    )
    with op.batch_alter_table("support_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_measure_place"), ["place"], unique=False)
