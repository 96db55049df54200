"""What the mended faults need: one function per subject."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the change of each subject in turn."""
