"""Compression of answers: long JSON is sent deflated, since desks read it over weak lines."""

from aiohttp import web

SMALLEST = 1024
"""Bytes below which compression saves no packet."""


def squeeze(request: web.Request, response: web.StreamResponse) -> None:
    """Compress the JSON of a reading, in the first encoding of its kind that the caller takes.

    Only readings: an answer that repeats what was sent, beside a secret, would tell the secret by its length (BREACH).
    """
    if request.method != "GET" or response.prepared or not isinstance(response, web.Response):
        return
    if response.content_type != "application/json" or not isinstance(response.body, bytes):
        return
    if len(response.body) >= SMALLEST:
        response.headers["Vary"] = "Accept-Encoding"
        response.enable_compression()
