"""Sample call-backs: draws, calls, attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sample_draw",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("per_site", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_draw")),
        sa.UniqueConstraint("day", "lo", "hi", "number", name=op.f("uq_sample_draw_day_lo_hi_number")),
    )
    with op.batch_alter_table("sample_draw", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sample_draw_lo"), ["lo"], unique=False)

    op.create_table(
        "sample_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("matter", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=True),
        sa.Column("called_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["sample_draw.id"], name=op.f("fk_sample_call_draw_id_sample_draw")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_call")),
    )
    with op.batch_alter_table("sample_call", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sample_call_day_sample_call_place_sample_call_matter"),
            ["day", "place", "matter"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_sample_call_draw_id"), ["draw_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sample_call_place"), ["place"], unique=False)

    op.create_table(
        "sample_attempt",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("result", sa.String(length=14), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["sample_call.id"], name=op.f("fk_sample_attempt_call_id_sample_call")),
        sa.PrimaryKeyConstraint("call_id", "id", name=op.f("pk_sample_attempt")),
    )
    with op.batch_alter_table("sample_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sample_attempt_place"), ["place"], unique=False)
