"""By what attempts are counted: the address that the last trusted proxy saw, whatever else is said."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from server.config import Settings
from server.http.guards import client_address, client_network
from server.keys import SETTINGS


def asked(*forwarded: str, remote: str = "127.0.0.1") -> web.Request:
    """A request that came from an address with these lines."""
    app = web.Application()
    app[SETTINGS] = Settings(trusted_proxies=("127.0.0.0/8", "10.0.0.0/8"))
    headers = CIMultiDict([("X-Forwarded-For", line) for line in forwarded])
    return make_mocked_request("GET", "/", headers=headers, app=app).clone(remote=remote)


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        ([], "127.0.0.1"),
        (["192.0.2.7"], "192.0.2.7"),
        (["203.0.113.1, 192.0.2.7"], "192.0.2.7"),
        (["203.0.113.1", "192.0.2.7"], "192.0.2.7"),
        (["192.0.2.7", "10.0.0.1"], "192.0.2.7"),
        (["203.0.113.1, 192.0.2.7", "10.0.0.1,10.0.0.2"], "192.0.2.7"),
        (["192.0.2.7:5501"], "192.0.2.7"),
        (["[2001:db8::7]:5501"], "2001:db8::7"),
        (['"[2001:db8::7]"'], "2001:db8::7"),
        (["2001:db8::7"], "2001:db8::7"),
        (["fe80::1%eth0"], "fe80::1"),
        (["192.0.2.7", "unknown"], "127.0.0.1"),
        (["192.0.2.7", ""], "192.0.2.7"),
    ],
)
def test_every_line_of_the_proxies_is_read_and_what_they_add_to_an_address_is_none(
    lines: list[str], address: str
) -> None:
    assert client_address(asked(*lines)) == address


def test_the_address_of_an_untrusted_proxy_is_not_believed() -> None:
    assert client_address(asked("192.0.2.7", remote="198.51.100.1")) == "198.51.100.1"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.7:9", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
    ],
)
def test_a_house_counts_once_and_its_port_is_no_other(one: str, other: str, *, same: bool) -> None:
    assert (client_network(asked(one)) == client_network(asked(other))) is same
