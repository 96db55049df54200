"""Cases by hand, leaders in charge, merges, supervision, and the rule by which deadlines are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deadline_rule",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rolls_forward", sa.Boolean(), nullable=False),
        sa.Column("counts_start", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_rule")),
    )
    op.create_table(
        "case_lead",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("closing_asked_by", sa.String(length=60), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_lead_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_lead")),
    )
    with op.batch_alter_table("case_lead", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_lead_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_lead_place"), ["place"], unique=False)

    op.create_table(
        "case_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("where_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_visit_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_visit")),
    )
    with op.batch_alter_table("case_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_visit_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_visit_place"), ["place"], unique=False)

    with op.batch_alter_table("case_clock", schema=None) as batch_op:
        batch_op.add_column(sa.Column("table_version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("origin", sa.Uuid(), nullable=True))

    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("responsible_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("merged_into", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("visit_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reply_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("replied_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reminded_on", sa.Date(), nullable=True))
        batch_op.create_index(
            "ix_case_file_due",
            ["due_on", "id", "place", "state"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_case_file_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_place_case_file_number"), ["place", "number"], unique=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_case_file_merged_into_case_file"), "case_file", ["merged_into"], ["id"]
        )

    with op.batch_alter_table("case_money", schema=None) as batch_op:
        batch_op.add_column(sa.Column("origin", sa.Uuid(), nullable=True))

    with op.batch_alter_table("case_offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_unit", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("offered_on", sa.Date(), nullable=True))
