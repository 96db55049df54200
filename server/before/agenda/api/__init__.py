"""Routes to days, to their plans, and to what is commanded of them and of their sites."""

from server.before.agenda.api import days, leading, plans
from server.http.route import Opening

routes = [*days.routes, *plans.routes, *leading.routes]
openings: list[Opening] = []
