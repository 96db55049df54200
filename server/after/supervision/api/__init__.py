"""Routes of supervision: groups and their draws, the checklist and findings of a county, and replies."""

from server.after.supervision.api import groups, visits
from server.http.route import Opening

routes = [*groups.routes, *visits.routes]
openings: list[Opening] = []
