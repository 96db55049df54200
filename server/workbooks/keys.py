"""What workbooks put into the application."""

from aiohttp import web

from server.workbooks.decoding import Decoder

WORKBOOKS = web.AppKey("workbooks", Decoder)
