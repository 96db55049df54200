"""The routes of units and of the posts at them."""

from server.http.route import Opening
from server.units.api import post_tables, posts, units

routes = [*units.routes, *posts.routes, *post_tables.routes]
openings: list[Opening] = []
