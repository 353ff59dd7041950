"""What every table of this app shares."""

from uuid import uuid4

from django.db import models


class Identified(models.Model):
    """A row with a random identifier for addresses, exports and the audit trail."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
