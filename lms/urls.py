"""One line per app; Wagtail last."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.views import admin_door
from lms import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("stijlgids/", views.styleguide, name="styleguide"),
    # One door to sign in, with its limits: those of Wagtail lead there.
    path("beheer/login/", admin_door),
    path("_util/login/", admin_door),
    re_path(r"^beheer/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("beheer/", include(wagtailadmin_urls)),
    path("documenten/", include(wagtaildocs_urls)),
    path("account/", include("allauth.account.urls")),
    path("account/", include("accounts.urls")),
    path("", include("kpi.urls")),
    path("", include("vouchers.urls")),
    path("", include("certificates.urls")),
    path("", include("courses.urls")),
    path("", include("payments.urls")),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/mark.svg")),
]
if settings.DEBUG or settings.DEMO_MODE:
    urlpatterns += [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]
urlpatterns += [path("", include(wagtail_urls))]
