"""No index of the states of cases: nearly all cases are in the states that are asked for."""

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_case_file_state_case_file_due_on_case_file_id"), table_name="case_file")
