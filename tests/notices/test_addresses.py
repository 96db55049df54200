"""Only public addresses are asked, in whatever way another is written, and what the settings allow."""

import pytest

from server.notices.addresses import may_be_asked


@pytest.mark.parametrize("address", ["114.114.114.114", "223.5.5.5", "2400:3200::1", "64:ff9b::df05:505"])
def test_a_public_address_may_be_asked(address: str) -> None:
    assert may_be_asked(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1"),  # noqa: S104
        *("169.254.169.254", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "2002:7f00:1::1"),
        *("::127.0.0.1", "2001:0:7f00:1::1", "localhost", "", "2130706433"),
    ],
)
def test_an_address_of_this_machine_or_network_is_not_asked(address: str) -> None:
    assert not may_be_asked(address)


def test_a_private_address_is_asked_where_the_settings_allow_it_and_none_beside_it() -> None:
    allowed = ("10.1.2.0/24", "fd12::/64")
    assert [may_be_asked(one, allowed) for one in ("10.1.2.3", "::ffff:10.1.2.3", "fd12::7")] == [True] * 3
    assert [may_be_asked(one, allowed) for one in ("10.1.3.3", "127.0.0.1", "fd13::7")] == [False] * 3
