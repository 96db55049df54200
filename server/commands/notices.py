"""The command about notices: it counts and lists them, shows what they say, and repeats those that failed."""

from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

import typer

from server.clock import Clock
from server.commands.terminal import Data, DatabaseUrl, opened, run, settings
from server.db import EVERYWHERE
from server.errors import Stopped
from server.language import Language, choose_language
from server.notices.rules import NoticeState

if TYPE_CHECKING:
    from server.config import Settings
    from server.db import Database, Tx
    from server.notices.model import Notice

ALL: Final = "all"
notice_words = typer.Typer()


@notice_words.command(epilog="Example: reception notices --state failed --data ./data")
def notices(
    state: Annotated[NoticeState | None, typer.Option(help="List the last hundred of one state, with why.")] = None,
    repeat: Annotated[UUID | None, typer.Option(help="Send this one, which failed or is unclear, again now.")] = None,
    repeat_failed: Annotated[bool, typer.Option("--repeat-failed", help="Send all that failed again now.")] = False,
    trial: Annotated[str | None, typer.Option(help="Send a trial notice to this mail address.")] = None,
    preview: Annotated[str | None, typer.Option(help="Print what notices of a kind say; all for every kind.")] = None,
    language: Annotated[str, typer.Option(help="zh or en, of the preview and of the trial.")] = "zh",
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Count the notices of each state; say whether anything is sent at all. Names no person and no address."""
    chosen_language = choose_language(language)
    if preview is not None:
        _preview(preview, chosen_language)
        return
    chosen = settings(data=data, database_url=database_url)
    changes = repeat is not None or repeat_failed or trial is not None

    async def work() -> None:
        async with opened(chosen, writes=changes) as database:
            if trial is not None:
                await _send_trial(database, chosen, trial, chosen_language)
            elif repeat is not None or repeat_failed:
                async with database.transaction(EVERYWHERE) as tx:
                    await _repeat(tx, repeat)
            async with database.transaction(EVERYWHERE, write=False) as tx:
                await _tell(tx, state, chosen)

    run(work())


def _preview(kind: str, language: Language) -> None:
    from server.notices.texts import sample  # noqa: PLC0415  # the other words start faster without the rooms
    from server.reactions import TEMPLATES  # noqa: PLC0415

    if kind != ALL and kind not in TEMPLATES:
        raise Stopped(f"there are no notices of the kind {kind}; there are: {' '.join(sorted(TEMPLATES))}")
    for name, template in sorted(TEMPLATES.items()):
        if kind in {ALL, name}:
            said = sample(template, language)
            print(f"--- {name}\n{said.title}\n\n{said.body}")


async def _repeat(tx: "Tx", ident: UUID | None) -> None:
    """Repeat one, or all that failed and are still of use."""
    from server.notices import actions  # noqa: PLC0415  # the other words start faster without the rooms

    now = Clock().now()
    if ident is not None:
        found = [ident]
    else:
        found = [
            one.id
            for one in await actions.notices_of(tx, NoticeState.FAILED, limit=10_000)
            if actions.may_repeat(one, now=now)
        ]
    for one in found:
        await actions.repeat(tx, one, now=now)
    print(f"{len(found)} to be sent again")


async def _send_trial(database: "Database", chosen: "Settings", to: str, language: Language) -> None:
    from server.notices.trial import enqueue_trial  # noqa: PLC0415
    from server.people.audit import whole_service  # noqa: PLC0415
    from server.sealing import Sealer, key_files  # noqa: PLC0415

    sealer = Sealer(await key_files(chosen.data / "keys", database), Clock())
    await sealer.open(database)
    async with database.transaction(EVERYWHERE) as tx:
        place = await whole_service(tx)
        await enqueue_trial(tx, sealer, to, place=place, language=language, now=Clock().now())
    print("a trial notice is queued")


async def _tell(tx: "Tx", state: NoticeState | None, chosen: "Settings") -> None:
    from server.notices import actions  # noqa: PLC0415
    from server.notices.carriers import not_sent  # noqa: PLC0415

    if (why := not_sent(chosen)) is not None:
        print(why)
    if state is None:
        for count in await actions.counts(tx):
            print(f"{count.channel} {count.state} {count.count}")
        return
    found = await actions.notices_of(tx, state)
    for one in found:
        print(_line(one))
    if not found:
        print(f"no notice is {state}")


def _line(one: "Notice") -> str:
    from server.instants import with_offset  # noqa: PLC0415

    why = f", {one.reason}" if one.reason else ""
    tries = "1 try" if one.attempts == 1 else f"{one.attempts} tries"
    return f"{one.id} {one.channel} {one.kind} due {with_offset(one.due, 'seconds')}, {tries}{why}"
