"""Routes of the outcome: what each disposition requires and its notice, and how an outcome is confirmed."""

from server.day.outcome.api import papers, reading_back
from server.http.route import Opening

routes = [*papers.routes, *reading_back.routes]
openings: list[Opening] = []
