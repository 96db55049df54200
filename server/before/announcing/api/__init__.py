"""Routes to what the public reads of a day, and to calendars at secret addresses."""

from server.before.announcing.api import calendars, notice, sites
from server.http.route import Opening

routes = [*notice.routes, *calendars.routes, *sites.routes]
openings: list[Opening] = []
