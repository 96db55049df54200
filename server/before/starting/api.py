"""Routes to the first steps of a new installation."""

from aiohttp import web

from server.before.starting import actions
from server.before.starting.rules import Step, StepState
from server.http.ask import Ask
from server.http.route import Opening, Route, Shape
from server.keys import DATABASE
from server.people.rules import Person
from server.sites.keys import REFERENCE


class StepAnswer(Shape):
    step: Step
    state: StepState
    count: int
    of: int
    """How many are asked for; 0 where no number is."""


class InvitedRegionAnswer(Shape):
    region: str
    invited: bool
    joined: bool


class FirstStepsAnswer(Shape):
    items: list[StepAnswer]
    regions: list[InvitedRegionAnswer]
    """Those right below one's own, which are to be invited."""


class TickBody(Shape):
    ticked: bool


class SampleAnswer(Shape):
    made: int


async def get_first_steps(request: web.Request, ask: Ask[Person]) -> FirstStepsAnswer:
    regions = request.app[REFERENCE].regions.values()
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await actions.first_steps(tx, regions)
    return FirstStepsAnswer(
        items=[StepAnswer(step=one.step, state=one.state, count=one.count, of=one.of) for one in found.steps],
        regions=[
            InvitedRegionAnswer(region=one.region, invited=one.invited, joined=one.joined) for one in found.regions
        ],
    )


async def put_first_step(request: web.Request, ask: Ask[Person], *, step: Step, body: TickBody) -> FirstStepsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.tick(tx, step, ticked=body.ticked, by=ask.person, now=ask.now)
    return await get_first_steps(request, ask)


async def post_sample_sites(request: web.Request, ask: Ask[Person]) -> SampleAnswer:
    found = await actions.read_sample(ask.person)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        made = await actions.load_sample(tx, found, by=ask.person, now=ask.now)
    return SampleAnswer(made=made)


routes = [
    Route(
        "GET",
        "/api/first-steps",
        get_first_steps,
        answer=FirstStepsAnswer,
        capability="manage_days",
        errors=("not_allowed",),
        summary_zh="新系统的五步：哪些已做、哪些未做",
        summary_en="The first steps of a new installation: which are done and which are open",
    ),
    Route(
        "PUT",
        "/api/first-steps/{step}",
        put_first_step,
        body=TickBody,
        answer=FirstStepsAnswer,
        capability="manage_days",
        errors=("not_found", "not_allowed"),
        summary_zh="把一步打勾，或恢复为未做",
        summary_en="Tick a step by hand, or open it again",
        example={"ticked": True},
    ),
    Route(
        "POST",
        "/api/first-steps/sites/sample",
        post_sample_sites,
        answer=SampleAnswer,
        status=201,
        capability="manage_days",
        errors=("not_allowed", "sites_there", "no_sample_sites"),
        summary_zh="载入自带示例的接访点；已有接访点时不载入",
        summary_en="Make the sites of the shipped example, where there are none yet",
    ),
]
openings: list[Opening] = []
