"""The routes of the roster: of a day for those who keep it, of oneself, what keeps one from duties."""

from server.before.roster.api import absent, own, rosters, tables
from server.http.route import Opening

routes = [*rosters.routes, *tables.routes, *own.routes, *absent.routes]
openings: list[Opening] = []
