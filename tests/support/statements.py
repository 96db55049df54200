"""The SQL that a service sends while it answers requests."""

from typing import Any

import structlog
from sqlalchemy import event

from server.db import Database


def statements_of_requests(database: Database) -> list[str]:
    """A list that grows by each statement of a request, on one line; what readers and workers send is left out."""
    sent: list[str] = []

    def note(*said: Any) -> None:
        if "request" in structlog.contextvars.get_contextvars():
            sent.append(" ".join(said[2].split()))

    event.listen(database._engine.sync_engine, "before_cursor_execute", note)
    return sent
