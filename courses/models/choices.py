"""Words that several course tables choose from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    WORKERS = "WORKERS", _("Werkenden")
    STUDENTS = "STUDENTS", _("Studenten")
    PUPILS = "PUPILS", _("Leerlingen")


class Level(models.TextChoices):
    EVERYONE = "EVERYONE", _("Voor iedereen")
    MBO = "MBO", _("Mbo")
    HBO = "HBO", _("Hbo")
    WO = "WO", _("Wo")


class Form(models.TextChoices):
    SELF_STUDY = "SELF_STUDY", _("Zelfstudie")
    LIVE_ONLINE = "LIVE_ONLINE", _("Live online")
    CLASSROOM = "CLASSROOM", _("Klassikaal")
    BLENDED = "BLENDED", _("Gemengd")


class Criterion(models.TextChoices):
    CONFIRMED = "CONFIRMED", _("Les afronden")
    PASSED = "PASSED", _("Toets halen")
    ATTENDED = "ATTENDED", _("Aanwezig zijn")
