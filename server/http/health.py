"""Routes for operators and programs: liveness, readiness, metrics, and the description of the routes."""

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from server.http import guards
from server.http.route import Route, Shape
from server.keys import METRICS, OPENAPI, READY


class Health(Shape):
    status: str


async def get_healthz(_request: web.Request, _principal: None) -> Health:
    """Answer as long as the loop turns; asks neither database nor Redis."""
    return Health(status="ok")


async def get_readyz(request: web.Request, _principal: None) -> Health:
    """Answer that requests can be served: the database is there and its tables are this version's."""
    await request.app[READY]()
    return Health(status="ok")


async def get_metrics(request: web.Request, _principal: None) -> web.Response:
    guards.check_operator(request)
    return web.Response(body=generate_latest(request.app[METRICS]), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def get_openapi(request: web.Request, _principal: None) -> web.Response:
    return web.Response(body=request.app[OPENAPI](), content_type="application/json")


routes = [
    Route(
        "GET",
        "/healthz",
        get_healthz,
        answer=Health,
        who="anyone",
        summary_zh="进程存活",
        summary_en="The process is alive",
    ),
    Route(
        "GET",
        "/readyz",
        get_readyz,
        answer=Health,
        who="anyone",
        summary_zh="可以服务",
        summary_en="Requests can be served",
    ),
    Route(
        "GET",
        "/metrics",
        get_metrics,
        answer=str,
        media="text/plain",
        who="anyone",
        errors=("not_found",),
        summary_zh="运行指标（Prometheus），仅限 metrics_readers 直接读取",
        summary_en="Metrics for Prometheus, for those the setting metrics_readers names, asking directly",
    ),
    Route(
        "GET",
        "/api/openapi.json",
        get_openapi,
        answer=dict[str, object],
        who="anyone",
        summary_zh="接口说明",
        summary_en="This description",
    ),
]
