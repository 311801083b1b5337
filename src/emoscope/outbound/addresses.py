"""Which addresses a user may send this machine to, checked by name and by every address the name has."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import httpx2 as httpx

from emoscope.errors import EmoscopeError

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
"""From a host and port to its addresses in text form; raises OSError where there are none."""

URL_LENGTH = 2048

# The ports that browsers refuse, because other protocols live there that a request could speak to:
# https://fetch.spec.whatwg.org/#port-blocking
_BLOCKED_PORTS = frozenset(
    [0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
     104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
     515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
     2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080]
)  # fmt: skip

# Kept here in full: what `is_global` says of some of them changed between patch releases of Python 3.11.
# https://www.iana.org/assignments/iana-ipv4-special-registry
_REFUSED_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # Azure's metadata and DNS; the other clouds' lie in ranges above
    )
)  # fmt: skip
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# https://www.iana.org/assignments/iana-ipv6-special-registry
_REFUSED_V6 = tuple(
    ipaddress.IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


class AddressRefused(EmoscopeError):
    """The address is none that this server goes to."""

    code = "address_refused"
    status = 422
    title = "Address refused"


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """What may be reached: public addresses, and what the owner allows beside them.

    `names` are host names in lower case, with `*` for any beginning; `networks` are private networks
    allowed whatever name leads there; `text` is what both were read from.
    """

    names: tuple[str, ...] = ()
    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> AddressPolicy:
        """From a list with commas of names, addresses and networks; ValueError for what is none of them."""
        names: list[str] = []
        networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in filter(None, (part.strip().lower() for part in text.split(","))):
            try:
                networks.append(ipaddress.ip_network(entry))
            except ValueError:
                if "/" in entry or ":" in entry:
                    raise
                names.append(entry)
        return cls(tuple(names), tuple(networks), text)

    def allows_name(self, host: str) -> bool:
        return any(fnmatchcase(host.lower().rstrip("."), name) for name in self.names)

    def allows_address(self, address: IpAddress) -> bool:
        return is_public(address) or any(address in network for network in self.networks)

    def check_url(self, url: str) -> httpx.URL:
        """The address, if its form is one we go to; what its name leads to is checked on connecting."""
        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise AddressRefused(f"The address cannot be read: {error}") from error
        if len(url) > URL_LENGTH:
            raise AddressRefused(f"The address is longer than {URL_LENGTH} characters.")
        if parsed.scheme not in {"http", "https"} or not parsed.host:
            raise AddressRefused("The address must begin with http:// or https:// and name a host.")
        if parsed.userinfo:
            raise AddressRefused("The address must not contain a user name or password.")
        if parsed.port is not None and parsed.port in _BLOCKED_PORTS:
            raise AddressRefused(f"Port {parsed.port} belongs to another protocol than HTTP.")
        literal = _literal(parsed.host)
        if literal is not None and not self.allows_address(literal):
            raise AddressRefused(_PRIVATE.format(parsed.host))
        return parsed

    def addresses(self, host: str, port: int, resolver: Resolver) -> list[str]:
        """Where the host may be reached. AddressRefused when any of its addresses is refused, OSError when
        it has none. The caller connects to what is returned, never to the name again."""
        if port in _BLOCKED_PORTS:
            raise AddressRefused(f"Port {port} belongs to another protocol than HTTP.")
        found = list(dict.fromkeys(resolver(host, port)))
        if not found:
            raise OSError(f"{host} has no address")
        if not self.allows_name(host):
            for text in found:
                address = _literal(text)
                if address is None or not self.allows_address(address):
                    raise AddressRefused(_PRIVATE.format(host))
        return found


_PRIVATE = (
    "{} leads to a private or reserved network, where this server does not go. The server's owner can allow "
    "it by EMOSCOPE_ALLOWED_PRIVATE_HOSTS."
)


def is_public(address: IpAddress) -> bool:
    """Whether the address is one of the open Internet, seen through every wrapping of IPv4 in IPv6."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _REFUSED_V4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if getattr(address, "scope_id", None):
        return False
    return address in _GLOBAL_V6 and not any(address in network for network in _REFUSED_V6)


def resolve(host: str, port: int) -> list[str]:
    """The addresses that the system's resolver knows for a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def _literal(text: str) -> IpAddress | None:
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
