"""Routes of bookings: what a phone reads and sends without an account, and what the desk of a site has of them."""

from server.before.booking.api import attachments, desk, looking, officers, own, papers, telephones
from server.http.route import Opening

routes = [
    *looking.routes,
    *telephones.routes,
    *own.routes,
    *papers.routes,
    *desk.routes,
    *officers.routes,
    *attachments.routes,
]
openings: list[Opening] = []
