"""Under which names the server answers: a name that the header Host has is printed into pages, and is not believed unseen.

Guarantees:
1. A name that is neither the machine's own nor settled in vien-dan.toml gets one line that says what to settle: a page of
   another site, whose name leads here (DNS rebinding), reads nothing.
2. Without settings the server answers to this machine's names, and to its addresses in an intranet.
"""

import re
import socket
from collections.abc import Collection
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address

# A name or an address, and a port (RFC 9110, 7.2); names of Windows may have "_".
_HOST = re.compile(
    r"(?P<name>[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\])\.?(?::[0-9]{1,5})?", re.IGNORECASE
)

LOCAL_ADDRESS = "vien_dan.local_address"  # the key of a WSGI environment: the address that the connection came in on


def name_of(header: str) -> str | None:
    """The name or the address in a header Host, in lower case, without brackets; None where it is malformed."""
    match = _HOST.fullmatch(header)
    return match["name"].lower().strip("[]") if match else None


def is_known(name: str, settled: Collection[str], local_address: str | None = None) -> bool:
    """Whether the server answers under this name or address; `local_address` is the one that the connection came in on."""
    if name in settled or name == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return name in own_names()
    # An address is no name that somebody else can lead here; only those of the intranet are printed into pages unseen.
    return _is_near(address) or name == local_address


def _is_near(address: IPv4Address | IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    near = mapped or address
    return near.is_loopback or near.is_private or near.is_link_local


@cache
def own_names() -> frozenset[str]:
    """The names of this machine: its own, in the intranet (mDNS), and in full. The first call may take seconds."""
    own = socket.gethostname().lower()
    short = own.partition(".")[0]
    return frozenset({own, short, f"{short}.local", socket.getfqdn().lower()})
