"""Which addresses of the network a notice may be handed in at: public ones, and those that the settings allow."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
NAT64: Final = IPv6Network("64:ff9b::/96")
"""Addresses that a translator makes of IPv4 ones (RFC 6052)."""


def may_be_asked(text: str, allowed: Sequence[str] = ()) -> bool:
    """Whether a numeric address is public, also where it holds another, or lies in an allowed network."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    networks = [ip_network(one, strict=False) for one in allowed]
    return all(_is_public(one) or any(one in network for network in networks) for one in _meant(address))


def _meant(address: Address) -> Iterator[Address]:
    """The address that is reached: an IPv4 one inside an IPv6 one counts in its place, or beside it in a tunnel."""
    if isinstance(address, IPv4Address):
        yield address
    elif address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    elif address in NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    else:
        yield address
        yield from address.teredo or ()
        if address.sixtofour is not None:
            yield address.sixtofour


def _is_public(address: Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
