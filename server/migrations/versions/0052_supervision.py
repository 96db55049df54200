"""Supervision: groups, draws of counties, checklists, findings."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _groups()
    _draws()
    _visits()
    _checks_and_findings()


def _indexes(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def _groups() -> None:
    op.create_table(
        "supervision_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("leaders", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_group")),
    )
    _indexes("supervision_group", "lo")


def _draws() -> None:
    op.create_table(
        "supervision_draw",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("per_city", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["supervision_group.id"], name=op.f("fk_supervision_draw_group_id_supervision_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_draw")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_supervision_draw_group_id_number")),
    )
    _indexes("supervision_draw", "lo")


def _visits() -> None:
    op.create_table(
        "supervision_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["supervision_draw.id"], name=op.f("fk_supervision_visit_draw_id_supervision_draw")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_visit")),
    )
    _indexes("supervision_visit", "draw_id", "lo")


def _checks_and_findings() -> None:
    op.create_table(
        "supervision_check",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("mark", sa.String(length=12), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["supervision_visit.id"], name=op.f("fk_supervision_check_visit_id_supervision_visit")
        ),
        sa.PrimaryKeyConstraint("visit_id", "item", name=op.f("pk_supervision_check")),
    )
    _indexes("supervision_check", "lo")
    op.create_table(
        "supervision_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("replied_by", sa.String(length=60), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["supervision_visit.id"], name=op.f("fk_supervision_finding_visit_id_supervision_visit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_finding")),
    )
    _indexes("supervision_finding", "place", "visit_id")
