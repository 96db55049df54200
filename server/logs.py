"""Logs: one JSON object a line on standard error, with ids and never with anything a person said or is called.

What an exception says is left out too, for it may quote a row: its type and where it happened are kept.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from pydantic_core import to_json
from structlog.typing import EventDict, Processor, WrappedLogger

PERSONAL = frozenset(
    {
        *(
            "name",
            "phone",
            "address",
            "petitioner",
            "respondent",
            "summary",
            "note",
            "reason",
            "leader",
            "owner_unit",
            "by",
        ),
        *("login", "email", "password", "token", "cookie", "authorization", "link", "label"),
        *("body", "data", "detail"),
    }
)
"""Names of fields whose values are never written, whatever they hold."""
HIDDEN = "—"
_PHONE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|(?<!\d)1\d{10}(?!\d)")
"""A phone number; an id, whose last digits may look like one, is taken first and kept."""


def set_up(level: str, stream: TextIO | None = None) -> None:
    """Send everything that is logged, by us and by libraries, through the same processors."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        locate,
        redact,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(lambda event, **_: to_json(event, fallback=str).decode()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)  # below it libraries tell rows and paths
    for ours in ("server", "alembic"):
        logging.getLogger(ours).setLevel(level.upper())
    logging.getLogger("asyncio").addFilter(keep_first_line)


def keep_first_line(record: logging.LogRecord) -> bool:
    """What the loop says of a broken task goes on with the words of its error; the error itself is located."""
    record.msg, record.args = record.getMessage().partition("\n")[0], ()
    return True


def locate(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put the type of an exception and the places it went through where the exception was."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide personal fields by their names, at any depth, and phone numbers by their look."""
    return {key: HIDDEN if key in PERSONAL else _clean(value) for key, value in event.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):  # half a character would make the writer stumble, and it would say over what
        return _PHONE.sub(lambda found: found[1] or HIDDEN, value).encode(errors="replace").decode()
    if isinstance(value, MutableMapping):
        return {key: HIDDEN if key in PERSONAL else _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value
