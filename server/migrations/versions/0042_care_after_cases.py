"""Care after cases."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from uuid_utils.compat import uuid7

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_call_attempt",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=14), nullable=False),
        sa.Column("is_received", sa.Boolean(), nullable=True),
        sa.Column("face", sa.String(length=14), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_call_attempt_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", "id", name=op.f("pk_case_call_attempt")),
    )
    with op.batch_alter_table("case_call_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_call_attempt_place"), ["place"], unique=False)

    op.create_table(
        "case_call_back",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_call_back_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", "days", name=op.f("pk_case_call_back")),
    )
    with op.batch_alter_table("case_call_back", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_call_back_place"), ["place"], unique=False)

    op.create_table(
        "case_rating",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_face", sa.String(length=14), nullable=True),
        sa.Column("unit_face", sa.String(length=14), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_rating_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_case_rating")),
    )
    with op.batch_alter_table("case_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_rating_place"), ["place"], unique=False)

    op.create_table(
        "case_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times_opened", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.String(length=60), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=60), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_task_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_task")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_case_task_case_id_kind")),
    )
    with op.batch_alter_table("case_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_task_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_task_place"), ["place"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_case_task_state_case_task_due_on_case_task_id"), ["state", "due_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_case_task_taken_by"), ["taken_by"], unique=False)

    op.create_table(
        "payment_word",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Uuid(), nullable=False),
        sa.Column("said", sa.String(length=12), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_line", sa.Uuid(), nullable=True),
        sa.Column("paid_line", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_payment_word_case_id_case_file")),
        sa.PrimaryKeyConstraint("case_id", "line", name=op.f("pk_payment_word")),
    )
    with op.batch_alter_table("payment_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_word_place"), ["place"], unique=False)
    _look_after_those_that_are_there()


def _look_after_those_that_are_there() -> None:
    """Have each case of an older version looked after, now and then at each of its dates."""
    case = sa.table("case_file", sa.column("id", sa.Uuid()), sa.column("place"), sa.column("state"))
    job = sa.table(
        "job",
        sa.column("id", sa.Uuid()),
        *map(sa.column, ("kind", "key", "lo", "hi", "state", "attempts")),
        sa.column("due", sa.DateTime(timezone=True)),
    )
    now = datetime.now(UTC)
    found = op.get_bind().execute(sa.select(case.c.id, case.c.place).where(case.c.state != "void")).all()
    own = {"kind": "look_after_case", "state": "waiting", "attempts": 0, "due": now}
    rows = [{"id": uuid7(), "key": f"{ident}/", "lo": place, "hi": place, **own} for ident, place in found]
    if rows:
        op.bulk_insert(job, rows)
