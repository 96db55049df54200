"""Routes of cases: the list, one case, and what is done with it."""

from server.after.case.api import backlog, files, lists, own, payees, pressing, rule
from server.http.route import Opening

routes = [
    *lists.routes,
    *files.routes,
    *own.routes,
    *backlog.routes,
    *payees.routes,
    *pressing.routes,
    *rule.routes,
]
openings: list[Opening] = []
