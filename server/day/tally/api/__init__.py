"""Routes to the figures and to the records behind them."""

from collections.abc import AsyncIterator, Sequence

from aiohttp import web

from server.day.tally.api.handlers import (
    get_board,
    get_intake,
    get_matter,
    get_matters,
    get_tally,
    post_attention,
    post_chase,
    post_chase_answer,
)
from server.day.tally.api.hot import HotAnswer, get_hot
from server.day.tally.api.shapes import (
    AttentionSaid,
    AttentionTaskFacts,
    BoardAnswer,
    ChaseAnswered,
    ChaseSaid,
    ChaseStepFacts,
    IntakeAnswer,
    MatterQuery,
    MatterRow,
    MattersPage,
    MattersQuery,
    PlaceQuery,
    TallyAnswer,
)
from server.day.tally.messages import places_touched
from server.http.route import Opening, Route
from server.keys import BUS, DATABASE

routes = [
    Route(
        "GET",
        "/api/days/{day}/tally",
        get_tally,
        query=PlaceQuery,
        answer=TallyAnswer,
        capability="see_tally",
        who="session|device",
        summary_zh="一日的统计，限于本人范围；指定 place 时分县区、分接访点",
        summary_en="The tally of a day within one's scope; with place, by county and by site",
    ),
    Route(
        "GET",
        "/api/days/{day}/board",
        get_board,
        query=PlaceQuery,
        answer=BoardAnswer,
        capability="see_tally",
        who="session|device",
        summary_zh="看板所示的全部内容",
        summary_en="All that a wall shows",
    ),
    Route(
        "POST",
        "/api/days/{day}/sites/{site}/attention",
        post_attention,
        body=AttentionSaid,
        answer=AttentionTaskFacts,
        capability="take_attention",
        errors=(
            *("not_found", "attention_gone", "attention_taken", "attention_changed", "attention_not_taken"),
            "attention_note",
        ),
        summary_zh="需关注的一项：我来处理、交回、已处理",
        summary_en="Something on the attention list: take it on, hand it back, say that it is done",
    ),
    Route(
        "POST",
        "/api/days/{day}/sites/{site}/chase",
        post_chase,
        body=ChaseSaid,
        answer=ChaseStepFacts,
        capability="take_attention",
        errors=(
            *("not_found", "attention_gone", "attention_note", "chase_desk_away", "chase_said"),
            "chase_call_first",
        ),
        summary_zh="催没有消息的接访点：给登记台发消息、记下打过电话、请上级处理",
        summary_en="Chase a silent site: a message to its desk, a call that was made, the level above",
    ),
    Route(
        "POST",
        "/api/days/{day}/sites/{site}/chase/answer",
        post_chase_answer,
        body=ChaseAnswered,
        answer=ChaseStepFacts,
        who="device",
        capability="record_entries",
        errors=("not_found", "chase_not_asked"),
        summary_zh="登记台说这会儿没有人来，或答复催问：正忙",
        summary_en="The desk says that nobody is there just now, or answers a message: busy",
    ),
    Route(
        "GET",
        "/api/days/{day}/hot",
        get_hot,
        query=PlaceQuery,
        answer=HotAnswer,
        capability="see_tally",
        who="session|device",
        summary_zh="近一小时与以前接访日同一小时相比，分县区、分类别",
        summary_en="The last hour against the same hour of the last days, by county and by category",
    ),
    Route(
        "GET",
        "/api/days/{day}/intake",
        get_intake,
        answer=IntakeAnswer,
        capability="see_tally",
        who="session|device",
        summary_zh="收到的记录及其去向",
        summary_en="What came in and what became of it",
    ),
    Route(
        "GET",
        "/api/days/{day}/matters",
        get_matters,
        query=MattersQuery,
        answer=MattersPage,
        who="session|device",
        errors=("not_a_request",),
        summary_zh="某个数字背后的信访事项，姓名已遮盖",
        summary_en="The matters behind a figure, names masked",
    ),
    Route(
        "GET",
        "/api/days/{day}/matters/{matter}",
        get_matter,
        query=MatterQuery,
        answer=MatterRow,
        who="session|device",
        summary_zh="一件信访事项，姓名已遮盖",
        summary_en="One matter, the name masked",
    ),
]


async def figures_told(app: web.Application) -> AsyncIterator[None]:
    """Have the open walls read again what was published, or taken on."""

    def tell(told: Sequence[object]) -> None:
        app[BUS].wake_all(places_touched(told))

    app[DATABASE].on_commit(tell)
    yield


openings: list[Opening] = [figures_told]
