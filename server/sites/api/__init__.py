"""Routes to the reference data, to the sites in it and to their devices."""

from server.sites.api import devices, reference

routes = [*reference.routes, *devices.routes]
