"""The routes of units and of the posts at them."""

from server.http.route import Opening
from server.units.api import posts, units

routes = [*units.routes, *posts.routes]
openings: list[Opening] = []
