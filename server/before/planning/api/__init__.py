"""The routes of planning."""

from server.http.route import Opening, Route

routes: list[Route] = []
openings: list[Opening] = []
