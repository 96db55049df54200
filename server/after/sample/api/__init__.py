"""Routes of sample call-backs: draws, their calls, and the result of each site."""

from server.after.sample.api import calling, draws
from server.http.route import Opening

routes = [*draws.routes, *calling.routes]
openings: list[Opening] = []
