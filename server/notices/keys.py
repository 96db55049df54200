"""What the routes of notices ask the application for."""

from aiohttp import web

from server.notices.texts import Templates

TEXTS: web.AppKey[Templates] = web.AppKey("texts")
"""What the notices of each kind say."""
