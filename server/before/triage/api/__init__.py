"""The routes of triage: list, one booking with its decisions, deciding, joining, and what the person reads."""

from server.before.triage.api import deciding, joining, looking, standing
from server.http.route import Opening

routes = [*looking.routes, *deciding.routes, *joining.routes, *standing.routes]
openings: list[Opening] = []
