"""Sites are checked before their day, and what fails is an incident."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("check", sa.String(length=12), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("device", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_check_result_day_day")),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_check_result_device_device")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_result")),
    )
    with op.batch_alter_table("check_result", schema=None) as batch_op:
        batch_op.create_index("ix_check_result_place_day", ["place", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_result_report"), ["report"], unique=False)

    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("check", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=True),
        sa.Column("owner_name", sa.String(length=100), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=60), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_incident_day_day")),
        sa.ForeignKeyConstraint(["owner"], ["account.id"], name=op.f("fk_incident_owner_account")),
        sa.ForeignKeyConstraint(["site"], ["reception_site.code"], name=op.f("fk_incident_site_reception_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_day"), ["day"], unique=False)

    op.create_table(
        "line_test",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("device", sa.Uuid(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("report", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_line_test_day_day")),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_line_test_device_device")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_test")),
        sa.UniqueConstraint("report", name=op.f("uq_line_test_report")),
    )
    op.create_table(
        "readiness_count",
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_readiness_count_day_day")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_readiness_count")),
    )
    op.create_table(
        "roll_call",
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_roll_call_day_day")),
        sa.PrimaryKeyConstraint("day", "region", name=op.f("pk_roll_call")),
    )
    with op.batch_alter_table("roll_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roll_call_lo"), ["lo"], unique=False)

    op.create_table(
        "site_readiness",
        sa.Column("day", sa.String(length=17), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("line", sa.JSON(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["day"], ["day.day"], name=op.f("fk_site_readiness_day_day")),
        sa.PrimaryKeyConstraint("day", "place", name=op.f("pk_site_readiness")),
    )
    with op.batch_alter_table("site_readiness", schema=None) as batch_op:
        batch_op.create_index("ix_site_readiness_day_version", ["day", "version"], unique=False)

    op.create_table(
        "incident_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name=op.f("fk_incident_note_incident_incident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_note")),
    )
    with op.batch_alter_table("incident_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_note_incident"), ["incident"], unique=False)
