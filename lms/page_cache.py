"""Public pages kept for visitors: made once, then handed out before session, database and template are touched."""

from contextlib import suppress
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from redis.exceptions import RedisError

# A page that is not named here is never kept: a new portal is private until somebody decides otherwise.
ROUTES = frozenset(
    {"wagtail_serve", "courses:catalogue", "courses:course", "kpi:progress", "vouchers:about"},
)
VERSION = "pages:version"
MAX_PATH = 150
UNAVAILABLE = (RedisError, OSError)


class PageCache:
    """Stands before the session: who brings a session or a message is never answered from here, and fills nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        match = _public_page(request)
        if match is None:
            return self.get_response(request)
        key = f"pages:{get_language()}:{request.build_absolute_uri()}"
        try:
            found = cache.get_many([VERSION, key])
        except UNAVAILABLE:
            return self.get_response(request)
        # Read before the page is made, so that what is published meanwhile is not lost.
        version, page = found.get(VERSION), found.get(key)
        if page and page["version"] == version:
            request.resolver_match = match
            return HttpResponse(page["content"], headers=page["headers"])
        response = self.get_response(request)
        if _is_for_all(response):
            _keep(key, version, response)
        return response


def forget_pages(**kwargs):
    """After the commit every page is made anew; also a receiver of Wagtail's signals."""
    transaction.on_commit(_change_version, robust=True)


def _change_version():
    cache.set(VERSION, uuid4().hex, timeout=None)


def _public_page(request):
    """The route of a page that a visitor asks for and that is the same for all; otherwise nothing."""
    if not _asks_as_a_visitor(request):
        return None
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    return match if match.view_name in ROUTES else None


def _asks_as_a_visitor(request):
    """Without a query the number of pages is bounded, whatever a visitor makes up."""
    return (
        settings.PAGE_CACHE_SECONDS > 0
        and request.method == "GET"
        and not request.META.get("QUERY_STRING")
        and "HTTP_HX_REQUEST" not in request.META
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and len(request.path) <= MAX_PATH
    )


def _is_for_all(response):
    """A form with a CSRF token and a message both come with a cookie."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Cache-Control" not in response
    )


def _keep(key, version, response):
    response["Cache-Control"] = f"public, max-age=0, s-maxage={settings.PAGE_CACHE_SECONDS}"
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    page = {
        "version": version,
        "content": response.content,
        "headers": dict(response.items()),
    }
    with suppress(*UNAVAILABLE):
        cache.set(key, page, timeout=settings.PAGE_CACHE_SECONDS)
