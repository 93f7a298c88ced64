"""Which network addresses a page may be fetched from: public ones, and nothing inside the user's network.

Against server-side request forgery (OWASP): a name is resolved once, every address it has is looked at, and
the connection goes to the address that was looked at, so that a second answer of the name server (DNS
rebinding) is never asked for.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from onrecord.errors import UnreadableError

Resolve = Callable[[str, int], Sequence[str]]
"""All addresses of a host name, as text; raises OSError where it has none."""

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")


def resolve(host: str, port: int) -> list[str]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_address(host: str, port: int, lookup: Resolve = resolve, *, allow_loopback: bool = False) -> str:
    """The address to connect to. Raises UnreadableError where there is none, or one that is not public."""
    try:
        answers = list(lookup(host, port))
    except (OSError, UnicodeError) as error:
        raise UnreadableError(
            f"{host} has no address ({error}); check the spelling and the network"
        ) from error
    if not answers:
        raise UnreadableError(f"{host} has no address; check the spelling and the network")
    for answer in answers:
        if not is_public(answer, allow_loopback=allow_loopback):
            raise UnreadableError(
                f"{host} is at {answer}, not a public address; save the page yourself and read the file"
            )
    return answers[0]


def is_public(text: str, *, allow_loopback: bool = False) -> bool:
    """True for an address on the public Internet; whatever an IPv6 address wraps is what counts."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(address)
    if inner.is_loopback:
        return allow_loopback
    return inner.is_global and not (
        inner.is_multicast
        or inner.is_private
        or inner.is_reserved
        or inner.is_link_local
        or inner.is_unspecified
    )


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
    if wrapped is not None:
        return wrapped
    carried = any(address in network for network in _NAT64) or (address in _COMPATIBLE and int(address) > 1)
    return IPv4Address(int(address) & 0xFFFFFFFF) if carried else address
