"""The routes of triage: the list of officers, one booking with its decisions, deciding, and what the person reads."""

from server.before.triage.api import deciding, looking, standing
from server.http.route import Opening

routes = [*looking.routes, *deciding.routes, *standing.routes]
openings: list[Opening] = []
