"""The routes of asking: of the officers who ask a unit, and of the people who answer for one."""

from server.before.asking.api import files, officers, own
from server.http.route import Opening

routes = [*officers.routes, *own.routes, *files.routes]
openings: list[Opening] = []
