"""The photograph of an entrance: checked, written anew, kept once, given out inert."""

from sqlalchemy import select

from server import keys
from server.db import EVERYWHERE
from server.files.model import StoredFile
from tests.support.coordinators import invited, photo, sent
from tests.support.service import Client


async def test_a_photograph_is_kept_as_a_picture_of_ours_and_given_out_inert(
    service: Client, inviter: dict[str, str]
) -> None:
    _, link = await invited(service, inviter)
    assert (await link.photo(photo()))[1]["code"] == "site_not_registered_yet"
    _, registered = await link.send(sent())
    ident = registered["registration"]["id"]
    for raw, status, code in (
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 422, "file_type"),
        (b"\xff\xd8\xff" + bytes(50), 422, "picture_broken"),
        (50 * 1024 * 1024 * b"0", 413, "too_large"),
        (b"", 422, "file_type"),
    ):
        said, problem = await link.photo(raw)
        assert (said, problem["code"]) == (status, code)
    await link.photo(photo("navy"))
    await link.photo(photo("red") + b"<script>alert(1)</script>")
    for path, headers in ((f"{link.path}/photo", {}), (f"/api/site-registrations/{ident}/photo", inviter)):
        shown = await service.get(path, headers=headers)
        assert (shown.status, shown.headers["Content-Type"]) == (200, "image/jpeg")
        assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert b"script" not in await shown.read()
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert len(await tx.scalars(select(StoredFile))) == 1  # the first went when the second came
