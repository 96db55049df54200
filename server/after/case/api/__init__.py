"""Routes of cases: the list, one case, and what is done with it."""

from server.after.case.api import files, lists
from server.http.route import Opening

routes = [*lists.routes, *files.routes]
openings: list[Opening] = []
