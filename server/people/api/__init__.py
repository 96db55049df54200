"""The routes of people: where one comes in, what one does for oneself, what those who look after people do."""

from server.people.api import oneself, others, signing

routes = [*signing.routes, *oneself.routes, *others.routes]
