"""What the mended faults need: one function per subject."""

import sqlalchemy as sa
from alembic import op

from server.mark import was_rehearsal

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the change of each subject in turn."""
    reserve_tickets()
    mark_rehearsals()
    prove_arrivals()
    keep_published_figures()
    cover_who_waits()
    say_who_answers_an_invitation()
    prove_sessions()


def reserve_tickets() -> None:
    """Give every device a range of ticket numbers of its own, in the order of enrolment; a played day prints none."""
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ticket_letter", sa.String(length=1), nullable=True))
        batch_op.add_column(sa.Column("ticket_first", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_device_site_ticket_letter_ticket_first"), ["site", "ticket_letter", "ticket_first"]
        )
    device = sa.table(
        "device",
        *(sa.column(name) for name in ("site", "label", "enrolled_at", "ticket_letter")),
        sa.column("id", sa.Uuid()),
        sa.column("ticket_first", sa.Integer()),
    )
    desks = sa.select(device.c.id, device.c.site).where(device.c.label != "演练 / rehearsal")
    ranges = [(letter, block * 500 + 1) for block in range(19) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXY"]
    reserved: dict[str, int] = {}
    for row in op.get_bind().execute(desks.order_by(device.c.enrolled_at, device.c.id)).all():
        at = reserved[row.site] = reserved.get(row.site, -1) + 1
        if at < len(ranges):
            letter, first = ranges[at]
            one = sa.update(device).where(device.c.id == row.id)
            op.get_bind().execute(one.values(ticket_letter=letter, ticket_first=first))


def mark_rehearsals() -> None:
    """A database that was played into and holds nothing real is a rehearsal's; in a real one the played days rest."""
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
    )
    if was_rehearsal(op.get_bind()):
        op.execute("INSERT INTO rehearsal (id, marked_at) VALUES (1, CURRENT_TIMESTAMP)")
    else:
        put_played_days_to_rest()
    for table in ("day", "session"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("is_rehearsal")


def put_played_days_to_rest() -> None:
    played = "SELECT day FROM day WHERE is_rehearsal"
    op.execute(f"UPDATE sealed SET phone_index = NULL WHERE day IN ({played})")  # noqa: S608  # a word of ours
    op.execute("UPDATE day SET state = 'archived', version = version + 1 WHERE is_rehearsal")
    op.execute("DELETE FROM session WHERE is_rehearsal")
    op.execute(
        "UPDATE account SET suspended_at = CURRENT_TIMESTAMP, version = version + 1"
        " WHERE login IS NULL AND suspended_at IS NULL AND name LIKE '演练·%'"
    )
    op.execute(
        "UPDATE device SET revoked_at = CURRENT_TIMESTAMP WHERE label = '演练 / rehearsal' AND revoked_at IS NULL"
    )


def prove_arrivals() -> None:
    """What came in at a site is proved by an HMAC over its head."""
    with op.batch_alter_table("journal_head") as batch_op:
        batch_op.add_column(sa.Column("proof", sa.String(length=64), nullable=True))


def keep_published_figures() -> None:
    """A day's figures are copied when it is published; one that was published before has no copy."""
    counts = ("accepted", "opened", "closed", "matters", "resolved_on_site", "expected")
    sums = ("involved", "attendees", "amount_fen", "at")
    op.create_table(
        "published_figure",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in sums),
        sa.PrimaryKeyConstraint("day", "lo", "hi", "key", name=op.f("pk_published_figure")),
    )


def say_who_answers_an_invitation() -> None:
    """A seat keeps as what an official sits there, and what they answered while they were rung for."""
    with op.batch_alter_table("seat") as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("answer", sa.String(length=10), nullable=True))


def cover_who_waits() -> None:
    """Who may come first is found in an index alone."""
    columns = ["day", "place", "state", "registered_at", "needs", "involved", "turn", "matter"]
    with op.batch_alter_table("matter") as batch_op:
        batch_op.drop_index("ix_matter_state")
        batch_op.create_index("ix_matter_state", columns, unique=False)


def prove_sessions() -> None:
    """A session remembers when its person last gave a password or a code; one from before has to ask again."""
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
