"""Where a check from outside finds whether a certificate was withdrawn."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StatusList(models.Model):
    """A list of places (statuslijst), one per certificate; a new one opens when half the places are taken."""

    PLACES = 131_072

    number = models.PositiveIntegerField(unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("statuslijst")
        verbose_name_plural = _("statuslijsten")

    def __str__(self):
        return str(self.number)
