"""Two fields of the media library, without the reverse names that Wagtail's own models hold already."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager


class Uploader(models.ForeignKey):
    """Who put the file there."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "to": settings.AUTH_USER_MODEL,
            "verbose_name": _("geplaatst door"),
            "null": True,
            "blank": True,
            "editable": False,
            "on_delete": models.SET_NULL,
            "related_name": "+",
        }
        super().__init__(**defaults | kwargs)

    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


class Tags(TaggableManager):
    """Words by which the file is found."""

    def __init__(self, **kwargs):
        super().__init__(**{"verbose_name": _("trefwoorden"), "help_text": None, "blank": True} | kwargs)

    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()
        return name, "taggit.managers.TaggableManager", args, kwargs
