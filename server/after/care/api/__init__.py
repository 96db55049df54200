"""Routes of care: the petitioner's phone, tasks, call-backs."""

from server.after.care.api import calling, phone, tasking
from server.http.route import Opening

routes = [*phone.routes, *tasking.routes, *calling.routes]
openings: list[Opening] = []
