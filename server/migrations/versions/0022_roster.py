"""A day has a roster: duties, leaves and recusals. A leader of a site in a day is a duty from now on."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.Enum("leader", "department", "expert", "interpreter", name="dutykind", native_enum=False, length=12)
    attendance = sa.Enum("present", "absent", name="attendance", native_enum=False, length=10)
    recusal = sa.Enum("employer", "category", "place", name="recusalkind", native_enum=False, length=10)
    duty = op.create_table(
        "duty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=True),
        sa.Column("site", sa.String(length=32), nullable=True),
        sa.Column("begins_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("substitute", sa.Uuid(), nullable=True),
        sa.Column("stands_in", sa.Boolean(), nullable=False),
        sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attendance", attendance, nullable=True),
        sa.Column("attended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attended_by", sa.String(length=60), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_duty_account_id_account")),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_duty_day_day")),
        sa.ForeignKeyConstraint(["substitute"], ["account.id"], name=op.f("fk_duty_substitute_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    op.create_table(
        "leave",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("said_by", sa.String(length=60), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_leave_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    op.create_table(
        "recusal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", recusal, nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("place_lo", sa.Integer(), nullable=True),
        sa.Column("place_hi", sa.Integer(), nullable=True),
        sa.Column("employer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("said_by", sa.String(length=60), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recusal_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
    )
    for table, names in (
        ("duty", ("account_id", "day", "lo", "substitute")),
        ("leave", ("account_id", "lo")),
        ("recusal", ("account_id", "lo")),
    ):
        for name in names:
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name], unique=False)
    _leaders_to_duties(duty)


def _leaders_to_duties(duty: sa.Table) -> None:
    session = sa.table("site_session", *map(sa.column, ("day", "place", "site")), sa.column("leader", sa.Uuid()))
    named = sa.select(session).where(session.c.leader.is_not(None))
    nothing = {"categories": [], "languages": [], "skills": [], "stands_in": False, "version": 1}
    rows = [
        {
            "id": uuid.uuid4(),
            "day": row.day,
            "kind": "leader",
            "account_id": row.leader,
            "site": row.site,
            "lo": row.place,
            "hi": row.place,
            **nothing,
        }
        for row in op.get_bind().execute(named)
    ]
    if rows:
        op.bulk_insert(duty, rows)
