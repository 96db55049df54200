"""A day has a kind, a theme, a break and a last ticket; a site of it hours, rooms, a leader and a telephone."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = ("joint", "unannounced", "at_county", "by_appointment")


def upgrade() -> None:
    kind = sa.Enum(*KINDS, name="daykind", native_enum=False, length=15)
    with op.batch_alter_table("day", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", kind, nullable=True))
        for name in ("theme_zh", "theme_en", "slogan_zh", "slogan_en"):
            batch_op.add_column(sa.Column(name, sa.String(length=100), nullable=True))
        for name in ("break_from", "break_until", "last_ticket_at"):
            batch_op.add_column(sa.Column(name, sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("moved_to", sa.String(length=17), nullable=True))
        batch_op.create_index(batch_op.f("ix_day_moved_to"), ["moved_to"], unique=False)
    day = sa.table("day", sa.column("kind", kind))
    op.get_bind().execute(sa.update(day).values(kind="joint"))
    with op.batch_alter_table("day", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=kind, nullable=False)
    with op.batch_alter_table("site_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opens_at", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("closes_at", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("rooms", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("leader", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("telephone", sa.String(length=30), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_site_session_leader_account"), "account", ["leader"], ["id"])
    op.create_table(
        "plan_version",
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_plan_version_day_day")),
        sa.PrimaryKeyConstraint("day", "place", "version", name=op.f("pk_plan_version")),
    )
