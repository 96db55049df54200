"""Routes to the reference data, to the sites in it and to their devices."""

from collections.abc import AsyncIterator

from aiohttp import web

from server.http.route import Opening
from server.keys import CLOCK, DATABASE
from server.people.keys import FIND_DEVICE, PLACE_OF_SITE, REGIONS
from server.sites.actions import place_of_site
from server.sites.api import device_lists, devices, invitations, own, posters, reference, registrations, sheets, sites
from server.sites.devices import Devices
from server.sites.keys import DEVICES, REFERENCE
from server.sites.reference import SCHEDULES, read_reference

routes = [
    *reference.routes,
    *sites.routes,
    *sheets.routes,
    *devices.routes,
    *device_lists.routes,
    *invitations.routes,
    *registrations.routes,
    *own.routes,
    *posters.routes,
]


async def known_sites(app: web.Application) -> AsyncIterator[None]:
    """Read the reference data, and tell people where regions and sites lie."""
    app[REFERENCE] = read_reference(SCHEDULES / "reference")
    app[REGIONS] = app[REFERENCE].regions
    app[PLACE_OF_SITE] = place_of_site
    yield


async def known_devices(app: web.Application) -> AsyncIterator[None]:
    """Know the devices by their tokens, and forget at once which of them is trusted no longer."""
    app[DEVICES] = Devices(app[DATABASE], app[CLOCK])
    app[FIND_DEVICE] = app[DEVICES].by_token
    app[DATABASE].on_commit(app[DEVICES].hear)
    yield


openings: list[Opening] = [known_sites, known_devices]
