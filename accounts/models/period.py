"""Rows that hold from one day until another."""

from django.db import models
from django.db.models import Q


class PeriodQuerySet(models.QuerySet):
    def current(self, on):
        """What holds on that day; `until` is the first day on which it no longer does."""
        return self.filter(Q(until=None) | Q(until__gt=on), since__lte=on)
