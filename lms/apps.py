from django.apps import AppConfig
from django.core.signals import got_request_exception
from django.db.models.signals import post_delete, post_save


class LmsConfig(AppConfig):
    name = "lms"
    default = True

    def ready(self):
        from wagtail.models import PageViewRestriction
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from lms.logs import log_failure
        from lms.page_cache import forget_pages

        # Wagtail unpublishes what it deletes; and a page that becomes private is not public a minute longer.
        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(forget_pages, dispatch_uid="lms.forget_pages")
        for signal in (post_save, post_delete):
            signal.connect(forget_pages, sender=PageViewRestriction, dispatch_uid="lms.forget_pages")
        got_request_exception.connect(log_failure, dispatch_uid="lms.log_failure")
