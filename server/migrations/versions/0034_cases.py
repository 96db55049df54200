"""Cases."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("route", sa.String(length=32), nullable=False),
        sa.Column("owner_unit", sa.String(length=32), nullable=True),
        sa.Column("owner_in_words", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("outcome_changed", sa.Boolean(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("claimed_fen", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_fen", sa.BigInteger(), nullable=False),
        sa.Column("agreed_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("received_fen", sa.BigInteger(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_file_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_place"), ["place"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_case_file_place_case_file_state_case_file_due_on_case_file_id"),
            ["place", "state", "due_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_case_file_state_case_file_due_on_case_file_id"), ["state", "due_on", "id"], unique=False
        )

    op.create_table(
        "case_clock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("limit", sa.String(length=32), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_certain", sa.Boolean(), nullable=False),
        sa.Column("is_extended", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_clock_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clock")),
    )
    with op.batch_alter_table("case_clock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_clock_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_clock_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_clock_place"), ["place"], unique=False)

    op.create_table(
        "case_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("happening", sa.String(length=15), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_line_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_line")),
    )
    with op.batch_alter_table("case_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_line_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_line_place"), ["place"], unique=False)

    op.create_table(
        "case_matter",
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("matter", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("unit", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_matter_case_id_case_file")),
        sa.PrimaryKeyConstraint("day", "place", "matter", name=op.f("pk_case_matter")),
    )
    with op.batch_alter_table("case_matter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_matter_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_money",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("proof_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_money_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", "id", name=op.f("pk_case_money")),
    )
    with op.batch_alter_table("case_money", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_money_place"), ["place"], unique=False)

    op.create_table(
        "case_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("object_until", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("competent_unit", sa.String(length=32), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_offer_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_offer")),
    )
    with op.batch_alter_table("case_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_offer_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_offer_place"), ["place"], unique=False)
