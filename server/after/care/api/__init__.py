"""Routes of care: the petitioner's phone, tasks, call-backs, support plans."""

from server.after.care.api import calling, phone, supporting, tasking
from server.http.route import Opening

routes = [*phone.routes, *tasking.routes, *calling.routes, *supporting.routes]
openings: list[Opening] = []
