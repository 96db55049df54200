"""A petitioner whose booking became a matter, with all that a leader's brief has to tell."""

from typing import Any

from server import keys
from server.before.asking.contents import Answer, seal_answer
from server.before.asking.model import Question
from server.before.asking.rules import QuestionState
from server.before.booking.model import Booking
from server.before.roster.rules import DutyKind
from server.before.roster.settling import new_duty
from server.before.topics.actions import put_samples
from server.before.topics.samples import samples
from server.day.calling.actions import note_heard
from server.day.similar.actions import READER, after_entries
from server.db import EVERYWHERE
from server.journal.readers import Reader
from server.people.model import Account
from server.people.rules import Role
from server.place import Range
from tests.support.bookings import made
from tests.support.hall import PLACES
from tests.support.hand_in import DAY, Headers, body_of, enrolled, entry, registration
from tests.support.people import CITY, COUNTY
from tests.support.plan import HERE, NEXT_DOOR
from tests.support.questions import ask
from tests.support.service import Client

WORDS = (
    "分包的包工头跑了，总承包单位说工程款已经付清。我们十四个木工干了六个月，工资没有着落。"
    "项目部让我们等，说甲方还有一笔进度款，等到现在也没有来。"
)
EXPLAINED = dict.fromkeys(("policy", "responsibility", "route"), True)


async def hand_in(client: Client, device: Headers, site: str, *entries: dict[str, Any]) -> None:
    said = [{**one, "site": site} for one in entries]
    answer = await client.post(f"/api/days/{DAY}/sites/{site}/entries", data=body_of(*said), headers=device)
    assert {one["status"] for one in (await answer.json())["results"]} == {"accepted"}, await answer.text()


async def ended(client: Client, device: Headers, site: str, summary: str) -> None:
    """An earlier matter and what came of it."""
    first = registration(summary=summary, category="wage_arrears_migrant", involved_count=29)
    data = {"matter": first["data"]["matter"], "outcome": "agreed_to_pay", "amount_fen": 54_000_000}
    came = entry("outcome_recorded", {**data, "explained": EXPLAINED, "due_on": "2023-11-15"})
    await hand_in(client, device, site, first, came)


async def on_duty(
    client: Client, name: str, kind: DutyKind, places: Range, *, unit: str | None, languages: tuple[str, ...] = ()
) -> None:
    now = client.app[keys.CLOCK].now()
    account = Account(name=name, lo=places[0], hi=places[1], roles=frozenset({Role.DEPARTMENT}), created_at=now)
    async with client.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        tx.add(account)
        await tx.flush()
        duty = new_duty(DAY, kind, account.id, places, None)
        duty.unit, duty.languages = unit, list(languages)
        tx.add(duty)


async def prepared(client: Client, device: Headers, *, comes: bool = True) -> Booking:
    """Topics, two earlier matters, three people on duty, and a booking; it is checked in where its person ``comes``."""
    app = client.app
    async with app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await put_samples(tx, samples(), by="test", now=app[keys.CLOCK].now())
        await note_heard(tx, [PLACES[HERE]], app[keys.CLOCK].now())
    await ended(client, device, HERE, "包工头失联，总包说工程款付清了，木工的工资没有给。")
    await ended(
        client, await enrolled(client, NEXT_DOOR), NEXT_DOOR, "包工头跑了，总承包单位称工程款付清，工资没有着落。"
    )
    await on_duty(client, "刘建设", DutyKind.DEPARTMENT, CITY, unit="（示例）市住建局")
    await on_duty(client, "何译员", DutyKind.INTERPRETER, COUNTY, unit=None, languages=("xiang",))
    await on_duty(client, "苗译员", DutyKind.INTERPRETER, COUNTY, unit=None, languages=("miao",))
    booking = await made(app, HERE, PLACES[HERE], day=DAY, summary=WORDS, wanted="春节前拿到全部工资。")
    await ask(app, booking)
    question = await ask(app, booking, "U-430100")
    answer = Answer(
        "专户余额 23.8 万元，实名考勤齐全。",
        30_000_00,
        "总包三日内先行清偿。",
        documents="",
        will_attend=True,
        attendee="刘建设",
    )
    async with app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        held = await tx.get(Question, question.id)
        held.answer_sealed = await seal_answer(tx, app[keys.SEALER], held, "answer", answer)
        held.state, held.answered_at = QuestionState.ANSWERED, app[keys.CLOCK].now()
    if comes:
        told = registration(matter=str(booking.id), summary=WORDS, category="wage_arrears_migrant", involved_count=14)
        await hand_in(client, device, HERE, told)
    await Reader(app[keys.DATABASE], READER, after_entries(app[keys.SEALS])).catch_up()
    return booking
