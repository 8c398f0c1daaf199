"""Which network addresses may be called.

An explicit list: ``ipaddress.is_global`` says yes to ways round it, such as NAT64 and 6to4 addresses that hold a
private one.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_INSIDE = tuple(
    ip_network(network)
    for network in (
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7",
    )
)  # fmt: skip
# Among them where clouds answer machines about their own secrets (169.254.169.254): nobody has business there.
_NEVER = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/32", "2001:db8::/32", "2002::/16",
    )
)  # fmt: skip
_OUTSIDE_V6 = ip_network("2000::/3")


def allowed(address: str, *, inside: bool) -> bool:
    """Whether an address may be called; addresses of a private network and of this machine only if ``inside``."""
    found = _plain(address)
    if any(found in network for network in _INSIDE):
        return inside
    return not any(found in network for network in _NEVER) and (found.version == 4 or found in _OUTSIDE_V6)


def all_allowed(addresses: Sequence[str], *, inside: bool) -> bool:
    """Whether there is one, and none that may not: a name that also leads somewhere forbidden leads nowhere."""
    return bool(addresses) and all(allowed(address, inside=inside) for address in addresses)


def _plain(address: str) -> IPv4Address | IPv6Address:
    found = ip_address(address.partition("%")[0])
    return (found.version == 6 and found.ipv4_mapped) or found
