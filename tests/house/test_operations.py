import re
from pathlib import Path

import typer
from pydantic_core import PydanticUndefined

from server.cli import app
from server.config import Settings
from server.scope_guard import ROLE
from server.sealing import RECHECK

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
SHOWN = {"web": "`web/dist` of the checkout"}


def settings_table() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        assert field.default is not PydanticUndefined
        told = ",".join(field.default) if isinstance(field.default, tuple) else field.default
        default = SHOWN.get(name, "–" if told in {None, ""} else f"`{told}`")
        rows.append(f"| `RECEPTION_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)


def test_every_setting_stands_on_the_page_as_it_is() -> None:
    assert settings_table() in PAGE


def test_every_command_on_the_page_is_one_that_there_is() -> None:
    known = set(getattr(typer.main.get_command(app), "commands"))  # noqa: B009  # a group's, not every command's
    assert (
        set(re.findall(r"reception ([a-z]+)", re.sub(r"LOGIN.*|TO reception;|DATABASE reception.*", "", PAGE))) <= known
    )


def test_the_page_makes_the_role_and_tells_the_minute() -> None:
    assert f"CREATE ROLE {ROLE} NOLOGIN;" in PAGE
    assert RECHECK == 60
