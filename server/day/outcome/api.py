"""Routes of the outcome: what each disposition requires, so that desk and server go by one table."""

from aiohttp import web

from server.day.outcome import rules
from server.http.route import Opening, Route, Shape
from server.keys import Principal


class DispositionAnswer(Shape):
    outcome: str
    requires: list[str]
    explained: list[str]


class DispositionsAnswer(Shape):
    items: list[DispositionAnswer]


async def get_dispositions(_request: web.Request, _principal: Principal) -> DispositionsAnswer:
    return DispositionsAnswer(
        items=[
            DispositionAnswer(
                outcome=outcome, requires=list(required), explained=list(rules.explanations_after(outcome))
            )
            for outcome, required in rules.REQUIRES.items()
        ]
    )


routes = [
    Route(
        "GET",
        "/api/dispositions",
        get_dispositions,
        answer=DispositionsAnswer,
        who="session|device",
        summary_zh="每种处理结果在窗口须填写什么",
        summary_en="What the desk requires of each outcome",
    )
]
openings: list[Opening] = []
