"""What the record puts into the application."""

from aiohttp import web

from server.day.record.actions import Intake

INTAKE = web.AppKey("intake", Intake)
