"""Where a request comes from (adres van de bezoeker), also when proxies stand before us."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the visitor, as the outermost proxy of ours saw it.

    Each proxy adds at the right who asked it; what stands further left a visitor may have made up. A request that
    came past fewer proxies than TRUSTED_PROXY_COUNT did not come the usual way: then who asked us counts.
    """
    count = settings.TRUSTED_PROXY_COUNT
    seen = [address.strip() for address in request.headers.get("X-Forwarded-For", "").split(",")]
    if 0 < count <= len(seen) and seen[-count]:
        return seen[-count]
    return request.META["REMOTE_ADDR"]
