"""Routes of the sign-off, and of the tally that the public reads."""

from server.day.sign_off.api import files, lists, tally
from server.http.route import Opening

routes = [*lists.routes, *files.routes, *tally.routes]
openings: list[Opening] = []
