"""Routes to what the public reads of a day."""

from server.before.announcing.api import notice
from server.http.route import Opening

routes = [*notice.routes]
openings: list[Opening] = []
