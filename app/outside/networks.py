"""Network addresses: whose door a request came by."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

UNKNOWN = "unknown"
HOUSEHOLD = 64  # bits of an IPv6 address that a provider gives to one line (RIPE-690, RFC 6177)


def network_of(address: str | None) -> str:
    """One IPv4 address, or the /64 of an IPv6 one: whoever has a line has all of that /64, and would otherwise have as
    many budgets as they like. What cannot be read shares one."""
    found = parsed(address)
    if found is None:
        return UNKNOWN
    if isinstance(found, IPv4Address):
        return f"{found}/32"
    return str(ip_network((int(found), HOUSEHOLD), strict=False))


def is_loopback(address: str | None) -> bool:
    found = parsed(address)
    return found is not None and found.is_loopback


def parsed(address: str | None) -> IPv4Address | IPv6Address | None:
    """As proxies write it: with a port, in brackets, with a zone, an IPv4 address inside an IPv6 one (RFC 4291)."""
    told = (address or "").strip()
    if told.startswith("["):
        told = told[1:].partition("]")[0]
    elif told.count(":") == 1:
        told = told.partition(":")[0]
    try:
        found = ip_address(told.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
