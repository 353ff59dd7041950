"""The content security policy, and what a browser may keep."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware

ADMIN_PREFIX = "/beheer/"
ADMIN_DIRECTIVES = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "form-action": [SELF],
}


def content_security_policy(*, checkout_origin: str) -> dict:
    """The strict policy of every page outside the admin; only the payment page is a second origin."""
    return {
        "DIRECTIVES": {
            "default-src": [SELF],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF],
            "object-src": [NONE],
            "base-uri": [NONE],
            "frame-src": [SELF],
            "frame-ancestors": [NONE],
            "form-action": [SELF, checkout_origin],
        }
    }


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy everywhere; a policy of its own in the Wagtail admin, which still has inline scripts."""

    def process_response(self, request, response):
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_config = ADMIN_DIRECTIVES
        return super().process_response(request, response)


class NoStoreForMembers:
    """Pages of a signed-in person stay out of every cache (ASVS V14.3.2)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if "Cache-Control" not in response and request.session.accessed and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response
