"""The call, and the commands on a turn: one body for each command, told apart by ``command``."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.before.agenda.actions import find_open_day
from server.day.calling.actions import COMMANDS
from server.day.calling.answers import TurnAnswer, off_list, turn_answer
from server.day.calling.api.viewing import in_its_list, viewer_of
from server.day.calling.calls import TRIES, Taken, Wanted, call_next
from server.day.calling.reads.turns import key_at
from server.day.calling.rules import Happening, TurnState
from server.day.record.reads import sealed_of
from server.day_code import DayCode
from server.entries.fields import Mode
from server.errors import Conflict
from server.http.ask import Ask
from server.http.route import Shape
from server.keys import DATABASE, SEALER
from server.people.rules import Person


class CallBody(Shape):
    """Without ``matter`` the next in order: of one's places, or of the site that is named."""

    mode: Mode
    site: str | None = Field(None, max_length=40)
    matter: str | None = Field(None, max_length=36)
    room: int | None = Field(None, ge=1, le=1000)


class CallAnswer(Shape):
    turn: TurnAnswer
    meeting: UUID | None


class _Command(Shape):
    """Each may say why; ``rules.RIGHTS`` says who has to."""

    reason: str | None = Field(None, min_length=2, max_length=500)


class RecallCommand(_Command):
    command: Literal["recall"]


class HoldCommand(_Command):
    command: Literal["hold"]


class ReleaseCommand(_Command):
    command: Literal["release"]


class NoShowCommand(_Command):
    command: Literal["no_show"]


class GiveBackCommand(_Command):
    command: Literal["give_back"]


class MoveCommand(_Command):
    """To a ``tier`` of the order; with a reason."""

    command: Literal["move"]
    tier: int | None = None


class HandOverCommand(_Command):
    """``to`` the leaders of a place, by its code; with a reason."""

    command: Literal["hand_over"]
    to: str | None = Field(None, max_length=9)


class AcceptHandOverCommand(_Command):
    command: Literal["accept_hand_over"]


class RefuseHandOverCommand(_Command):
    """With a reason."""

    command: Literal["refuse_hand_over"]


class StartCommand(_Command):
    command: Literal["start"]


TurnCommand = (
    RecallCommand | HoldCommand | ReleaseCommand | NoShowCommand | GiveBackCommand | MoveCommand
    | HandOverCommand | AcceptHandOverCommand | RefuseHandOverCommand | StartCommand
)  # fmt: skip
CommandBody = Annotated[TurnCommand, Field(discriminator="command")]


class CommandAnswer(TurnAnswer):
    """The turn after it; ``told`` is ``third_no_show`` where the desk should now record a no-show."""

    told: str | None = None


async def post_call(request: web.Request, ask: Ask[Person], *, day: DayCode, body: CallBody) -> CallAnswer:
    matter = None if body.matter is None else body.matter.lower()
    wanted = Wanted(body.mode, body.room, body.site, matter)
    for _ in range(TRIES):
        try:
            async with request.app[DATABASE].transaction(ask.person.scope) as tx:
                viewer = viewer_of(ask, await find_open_day(tx, day))
                found, site = await call_next(tx, day, wanted, by=ask.person, at=viewer.at)
                sealed = await sealed_of(tx, ask.seals, found.matter)
        except Taken:
            continue
        line = off_list(found, viewer.at.micros)
        turn = turn_answer(line, site, sealed, viewer)  # now that the reactions have happened
        return CallAnswer(turn=turn, meeting=turn.meeting)
    raise Conflict("changed_meanwhile")


async def post_command(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, matter: str, body: TurnCommand
) -> CommandAnswer:
    happening = Happening(body.command)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        viewer = viewer_of(ask, await find_open_day(tx, day))
        key = await key_at(tx, day, site, matter.lower())
        found = await COMMANDS[happening](
            tx, key, **body.model_dump(exclude={"command"}), by=ask.person, at=viewer.at, sealer=request.app[SEALER]
        )
        line, where = await in_its_list(tx, found, viewer.at.micros)
        sealed = await sealed_of(tx, ask.seals, found.matter)
    third = happening is Happening.NO_SHOW and found.state is TurnState.HELD
    turn = turn_answer(line, where, sealed, viewer)
    return CommandAnswer(**turn.model_dump(), told="third_no_show" if third else None)


CALL_EXAMPLE: Final[dict[str, Any]] = {"mode": "video"}
COMMAND_EXAMPLE: Final[dict[str, Any]] = {"command": "move", "reason": "家中有急事，须赶车", "tier": 2}
