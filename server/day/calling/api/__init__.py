"""Routes of the waiting list: the list, the call, the commands, the waiting room's screen and the ticket."""

from collections.abc import AsyncIterator, Sequence

from aiohttp import web

from server.day.calling.api.brief import BriefAnswer, BriefQuery, get_brief
from server.day.calling.api.coming import ComingBrief, ComingsAnswer, get_coming, get_coming_brief
from server.day.calling.api.commands import (
    CALL_EXAMPLE,
    COMMAND_EXAMPLE,
    CallAnswer,
    CallBody,
    CommandAnswer,
    CommandBody,
    post_call,
    post_command,
)
from server.day.calling.api.tickets import NumbersAnswer, TicketAnswer, get_numbers, get_ticket
from server.day.calling.api.waiting import CallingAnswer, WaitingPage, WaitingQuery, get_calling, get_waiting
from server.day.calling.messages import places_moved
from server.http.route import Opening, Route
from server.keys import BUS, DATABASE

routes = [
    Route(
        "GET",
        "/api/days/{day}/waiting",
        get_waiting,
        query=WaitingQuery,
        answer=WaitingPage,
        who="session|device",
        capability="call",
        summary_zh="候访名单及其顺序，每一位的次序都有一句说明；姓名已遮盖",
        summary_en="Who waits and in which order, each with one sentence of why; names masked",
    ),
    Route(
        "POST",
        "/api/days/{day}/calls",
        post_call,
        body=CallBody,
        answer=CallAnswer,
        status=201,
        who="session|device",
        capability="call",
        errors=(
            "nobody_waiting",
            "already_called",
            "kept_for_another",
            "site_not_heard",
            "room_taken",
            "day_not_open",
            "changed_meanwhile",
        ),
        summary_zh="叫号：顺序最先的一位，或指定的一位",
        summary_en="Call the next in order, or one matter by its id; no matter is given to two callers",
        example=CALL_EXAMPLE,
    ),
    Route(
        "POST",
        "/api/days/{day}/sites/{site}/turns/{matter}/commands",
        post_command,
        body=CommandBody,
        answer=CommandAnswer,
        who="session|device",
        capability="call",
        errors=(
            "not_from_here",
            "already_called",
            "not_your_call",
            "not_handed_over",
            "hand_over_out_of_reach",
            "day_not_open",
            "changed_meanwhile",
        ),
        summary_zh="再叫一遍、先放着、接着排、没来、放回排队、调整顺序、转交、开始；人工调整须写明理由",
        summary_en="Call again, hold, release, no-show, give back, move, hand over, begin; a move needs a reason",
        example=COMMAND_EXAMPLE,
    ),
    Route(
        "GET",
        "/api/days/{day}/sites/{site}/calling",
        get_calling,
        answer=CallingAnswer,
        who="session|device",
        capability="see_tally",
        summary_zh="候访区叫号屏：只有号码，没有姓名",
        summary_en="The screen of a waiting room: numbers, never names",
    ),
    Route(
        "GET",
        "/api/days/{day}/matters/{matter}/brief",
        get_brief,
        query=BriefQuery,
        answer=BriefAnswer,
        capability="call",
        summary_zh="接访前了解情况；诉求与来访史只给叫号的人本人，并留痕",
        summary_en="Before a reception; the request and earlier visits for the caller only, with a line in the log",
    ),
    Route(
        "GET",
        "/api/days/{day}/coming",
        get_coming,
        answer=ComingsAnswer,
        capability="call",
        summary_zh="与本人约定、还没有到场的来访人，没有姓名",
        summary_en="One's own appointments of the day for which nobody has checked in yet, without names",
    ),
    Route(
        "GET",
        "/api/days/{day}/coming/{booking}",
        get_coming_brief,
        answer=ComingBrief,
        capability="call",
        summary_zh="与本人约定的一件，到场之前的情况：来访人所述、部门答复、政策、相似事项；留痕",
        summary_en="One of them before the person comes: their words, units' answers, policy, similar matters; logged",
    ),
    Route(
        "GET",
        "/api/days/{day}/sites/{site}/numbers",
        get_numbers,
        answer=NumbersAnswer,
        who="device",
        errors=("not_found",),
        summary_zh="本设备的号段（字母和起止号）和当天下一个号",
        summary_en="The ticket numbers reserved for this device, and the next one of the day",
    ),
    Route(
        "GET",
        "/api/tickets/{code}",
        get_ticket,
        answer=TicketAnswer,
        who="anyone",
        errors=("not_found", "too_many"),
        summary_zh="凭号票查询码查看排队和结果，不含个人信息",
        summary_en="One's place in the queue and the outcome, by the code on the ticket; no personal data",
    ),
]


async def lists_told(app: web.Application) -> AsyncIterator[None]:
    """Have the open desks read the lists again that were changed."""

    def tell(told: Sequence[object]) -> None:
        app[BUS].wake_all(places_moved(told))

    app[DATABASE].on_commit(tell)
    yield


openings: list[Opening] = [lists_told]
