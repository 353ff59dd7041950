"""The catalogue's own table: one row per course and language, so that lists never open pages."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models.choices import Form, Level
from courses.models.editions import CourseEdition
from courses.models.pages import CoursePage

SHOWN = ["course_key", "slug", "title", "intro", "sectors", "minutes", "price_cents", "voucher_eligible"]


class CatalogueEntryQuerySet(models.QuerySet):
    def in_language(self, language):
        return self.filter(language=language)

    def for_cards(self):
        """What a card shows of it; the text that is searched stays in the database."""
        return self.only(*SHOWN)

    def for_course(self):
        """What the page of a course shows of it, with what its outline is found by."""
        own = [*SHOWN, "language", "provider_name", "level", "form", "edition__manifest_sha256"]
        return self.select_related("edition").only(*own)


class CatalogueEntry(models.Model):
    """A course as the catalogue shows it; derived, written by courses/catalogue.py only."""

    course_key = models.UUIDField()
    language = models.CharField(max_length=12)
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="catalogue_entries")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=255)
    title = models.CharField(max_length=255)
    intro = models.TextField()
    provider = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    provider_name = models.CharField(max_length=255)
    sectors = models.JSONField(default=list, help_text=_("Paren van code en naam."))
    hubs = models.JSONField(default=list)
    level = models.CharField(_("niveau"), max_length=16, choices=Level)
    form = models.CharField(_("vorm"), max_length=16, choices=Form)
    minutes = models.PositiveIntegerField()
    lesson_count = models.PositiveIntegerField()
    languages = models.JSONField(default=list)
    price_cents = models.PositiveIntegerField(null=True)
    voucher_eligible = models.BooleanField(default=False)
    starts_on = models.DateField(null=True)
    image = models.ForeignKey("home.Image", null=True, on_delete=models.SET_NULL, related_name="+")
    search_text = models.TextField()
    refreshed_at = models.DateTimeField()

    objects = CatalogueEntryQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "language"], name="one_entry_per_course_and_language"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def url(self):
        return reverse("courses:course", args=[self.slug])

    @property
    def key(self):
        return self.course_key

    @property
    def sector_slug(self):
        return self.sectors[0][0] if self.sectors else ""

    @property
    def sector_name(self):
        return ", ".join(name for _code, name in self.sectors)
