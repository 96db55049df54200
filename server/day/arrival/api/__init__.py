"""Routes for a site's entries: hand them in, ask what became of them; and for who a petitioner is."""

from server.day.arrival.api import entries, petitioners

routes = [*entries.routes, *petitioners.routes]
