from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Opleiden"

    def ready(self):
        from wagtail.signals import page_published, page_unpublished

        page_published.connect(derive_on_change, dispatch_uid="courses.derive_columns")
        page_unpublished.connect(derive_on_change, dispatch_uid="courses.derive_columns")


def derive_on_change(sender, instance, **kwargs):
    """Wagtail's signal serves the derived columns only."""
    from audit.clock import database_now
    from courses.publishing import derive_columns

    if sender._meta.app_label == "courses":
        derive_columns(page=instance, at=database_now())
