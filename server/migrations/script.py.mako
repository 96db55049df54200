<%!
    def plain(text):
        return "\n".join(line for line in text.splitlines() if "###" not in line).strip() if text else "pass"
%>\
"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades | plain}
