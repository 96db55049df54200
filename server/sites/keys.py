"""What sites put into the application."""

from aiohttp import web

from server.sites.devices import Devices
from server.sites.reference import Reference

REFERENCE = web.AppKey("reference", Reference)
DEVICES = web.AppKey("devices", Devices)
