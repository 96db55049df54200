"""The bodies of the commands on a turn: one shape for each, told apart by its name."""

from inspect import signature
from typing import get_args

import pytest

from server.day.calling.actions import COMMANDS
from server.day.calling.api.commands import TurnCommand
from tests.support.hand_in import DAY, Headers
from tests.support.plan import HERE
from tests.support.service import Client

SOME_TURN = f"/api/days/{DAY}/sites/{HERE}/turns/018bb165-9350-7000-8000-000000000001/commands"


def test_each_command_takes_what_its_body_may_say() -> None:
    bodies = {get_args(body.model_fields["command"].annotation)[0]: body for body in get_args(TurnCommand)}
    assert bodies.keys() == COMMANDS.keys()
    for happening, act in COMMANDS.items():
        takes = {name for name, one in signature(act).parameters.items() if one.kind is one.KEYWORD_ONLY}
        assert takes - {"by", "at", "sealer"} == bodies[happening].model_fields.keys() - {"command"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "command"),
        ({"command": "explode"}, "command"),
        ({"command": "move", "tier": "five"}, "tier"),
        ({"command": "hold", "reason": "x"}, "reason"),
        ({"command": "hold", "tier": 1}, "tier"),
        ([], "/"),
    ],
)
async def test_what_is_no_command_is_refused_by_its_field(
    receiving: Client, device: Headers, body: object, field: str
) -> None:
    refused = await receiving.post(SOME_TURN, json=body, headers=device)
    assert (refused.status, (await refused.json(content_type=None))["field"]) == (422, field)
