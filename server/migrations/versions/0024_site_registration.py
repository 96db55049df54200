"""Sites register themselves, and what is told of them is kept in versions."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=True),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_site_invitation_code_hash")),
    )
    with op.batch_alter_table("site_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_invitation_lo"), ["lo"], unique=False)

    op.create_table(
        "site_detail",
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=True),
        sa.Column("step_free", sa.Boolean(), nullable=True),
        sa.Column("hearing_loop", sa.Boolean(), nullable=True),
        sa.Column("parking", sa.Boolean(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("latitude_e6", sa.Integer(), nullable=True),
        sa.Column("longitude_e6", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.String(length=80), nullable=True),
        sa.Column("photo", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["photo"], ["stored_file.id"], name=op.f("fk_site_detail_photo_stored_file")),
        sa.ForeignKeyConstraint(["site"], ["reception_site.code"], name=op.f("fk_site_detail_site_reception_site")),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_site_detail")),
    )
    with op.batch_alter_table("site_detail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_detail_place"), ["place"], unique=False)

    op.create_table(
        "site_registration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("decided", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("confirmed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("photo", sa.Uuid(), nullable=True),
        sa.Column("site", sa.String(length=32), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["site_invitation.id"], name=op.f("fk_site_registration_invitation_id_site_invitation")
        ),
        sa.ForeignKeyConstraint(["photo"], ["stored_file.id"], name=op.f("fk_site_registration_photo_stored_file")),
        sa.ForeignKeyConstraint(
            ["site"], ["reception_site.code"], name=op.f("fk_site_registration_site_reception_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_registration")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_site_registration_code_hash")),
    )
    with op.batch_alter_table("site_registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_registration_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_registration_place"), ["place"], unique=False)

    op.create_table(
        "site_version",
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["reception_site.code"], name=op.f("fk_site_version_site_reception_site")),
        sa.PrimaryKeyConstraint("site", "n", name=op.f("pk_site_version")),
    )
    with op.batch_alter_table("site_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_version_place"), ["place"], unique=False)

    with op.batch_alter_table("reception_site", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
