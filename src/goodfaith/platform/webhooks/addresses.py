"""Where a message may go: addresses of endpoints, and the networks that are out of bounds.

What a name stands for is looked at when it is connected to, not when it is written down: it may
stand for something else by then.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from goodfaith.platform.configuration import Configuration

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291, 2.5.5.1
_LOOPBACK = (ipaddress.IPv4Network("127.0.0.0/8"), ipaddress.IPv6Network("::1/128"))
_LONGEST = 2_000


class Reach(msgspec.Struct, frozen=True):
    """What an installation may call.

    Without `may_be_plain` it has to be https. Private networks, loopback, link-local and all else
    that is not the public internet are out of bounds but for `networks`.
    """

    may_be_plain: bool = False
    networks: tuple[Network, ...] = ()

    def allows(self, address: str) -> bool:
        """Whether an address that a name was resolved to may be connected to."""
        found = embedded(ipaddress.ip_address(address.partition("%")[0]))
        if any(found in network for network in self.networks):
            return True
        return found.is_global and not found.is_multicast


def reach_of(configuration: Configuration) -> Reach:
    """Production: https, and no network that was not named; else loopback too, and http."""
    named = tuple(ipaddress.ip_network(name) for name in configuration.webhook_networks)
    if configuration.mode == "production":
        return Reach(networks=named)
    return Reach(may_be_plain=True, networks=(*named, *_LOOPBACK))


def embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one leads to (mapped, 6to4, Teredo, NAT64), else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if found := address.ipv4_mapped or address.sixtofour:
        return found
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def faults(url: str, reach: Reach) -> Iterable[str]:
    """Codes of what is wrong with the address of an endpoint; none when it may be tried."""
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return ["unreadable"]
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ["unreadable"]
    if parts.scheme not in ("http", "https") or not host or port == 0:
        return ["unreadable"]
    checks = {
        "not_https": parts.scheme != "https" and not reach.may_be_plain,
        "has_password": parts.username is not None or parts.password is not None,
        "has_fragment": "#" in url,
        "out_of_bounds": _is_address(host) and not reach.allows(host),
    }
    return [code for code, is_wrong in checks.items() if is_wrong]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
