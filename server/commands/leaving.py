"""How a command ends: its exit code, one sentence on standard error, and streams that can write every character."""

import codecs
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import Final, TextIO

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from typer.exceptions import TyperException

from server.errors import Refused, Stopped, sentence
from server.language import choose_language

DONE: Final = 0
WRONG_USE: Final = 2
STOPPED_BY_HAND: Final = 130
"""As shells have it for SIGINT."""
ESCAPED: Final = "reception"
NO_ARGUMENTS: Final = "NoArgsIsHelpError"


def leave(app: Callable[..., object]) -> int:
    """Run the command line and return its exit code: 0, 1 (a difference), 2 (wrong use), 3 (no peer).

    A reader that closes the pipe early (``| head``) has what it wanted: that is no error.
    """
    out = sys.stdout
    _say_every_sign()
    code = DONE
    try:
        code = _code_of(app)
        if out is not None:
            out.flush()
    except BrokenPipeError:
        _close_quietly(out)
    except OSError as error:  # the disk behind standard output is full
        _close_quietly(out)
        _say(_in_one_sentence(error))
        return WRONG_USE
    return code


def _code_of(app: Callable[..., object]) -> int:
    try:
        given = app(standalone_mode=False)
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # typer and rich end so when the reader has gone
            raise ended.__context__ from None
        raise
    except BaseExceptionGroup as group:
        return _code_of_error(_first(group))
    except _known() as error:
        return _code_of_error(error)
    return given if isinstance(given, int) else DONE


def _code_of_error(error: BaseException) -> int:
    match error:
        case BrokenPipeError():
            raise error
        case KeyboardInterrupt():
            return STOPPED_BY_HAND
        case typer.Abort():
            _say("stopped, and nothing was done")
        case TyperException() if type(error).__name__ == NO_ARGUMENTS:
            print(error.format_message(), file=sys.stderr)
        case TyperException():
            _say(error.format_message())
        case _ if isinstance(error, _known()):
            _say(_in_one_sentence(error))
        case _:
            raise error
    return WRONG_USE


def _known() -> tuple[type[BaseException], ...]:
    """Name every error that is told in a sentence; asked once there is one, so that no command waits for drivers."""
    from asyncpg import InterfaceError, PostgresError  # noqa: PLC0415

    from server import refusals as _declared  # noqa: F401, PLC0415  # the sentences of all rooms

    ours = (TyperException, typer.Abort, KeyboardInterrupt, Stopped, Refused, ValidationError)
    return (*ours, SQLAlchemyError, OSError, PostgresError, InterfaceError)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error of a group of tasks that failed together."""
    found = group.exceptions[0]
    return _first(found) if isinstance(found, BaseExceptionGroup) else found


def _in_one_sentence(error: BaseException) -> str:
    match error:
        case Refused():
            return sentence(error.code, choose_language(os.environ.get("LANG"), otherwise="en"), error.params)
        case ValidationError():
            first = error.errors(include_input=False, include_url=False)[0]
            return f"the setting {'.'.join(map(str, first['loc']))} is not valid: {first['msg']}"
        case TimeoutError():
            return "no answer in time"
        case OSError():
            told = " ".join(str(part) for part in (error.filename, error.strerror or error) if part)
            return told or type(error).__name__
        case Stopped():
            return str(error)
        case _:
            return "the database does not work: " + (str(getattr(error, "orig", None) or error) or type(error).__name__)


def _say(text: str) -> None:
    """One line, whatever the error holds."""
    print(f"reception: {' '.join(text.split())}", file=sys.stderr)


def _say_every_sign() -> None:
    """Write what a stream's encoding lacks as JSON escapes it: readable, and inside a string of JSON the same text."""
    codecs.register_error(ESCAPED, _escape)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=ESCAPED)


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2)), error.end


def _close_quietly(stream: TextIO | None) -> None:
    """Let the interpreter flush what is left to nowhere when it ends."""
    if isinstance(stream, TextIOWrapper):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
