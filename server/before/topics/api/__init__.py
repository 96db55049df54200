"""The routes of policy topics."""

from server.before.topics.api import handlers
from server.http.route import Opening

routes = handlers.routes
openings: list[Opening] = []
