"""The pages authors write: provider, course, module, lesson."""

from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField

from courses.blocks import LessonBody
from courses.blocks.lesson import TEXT_FEATURES
from courses.models.addresses import OwnAddressMixin
from courses.models.choices import Audience, Criterion, Form, Level
from courses.models.fields import ContentField
from home.models import BasePage


class CatalogueIndexPage(OwnAddressMixin, BasePage):
    """The catalogue (/cursussen/): the page holds its words, a view makes the list."""

    intro = models.TextField(_("inleiding"), blank=True)

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    preview_modes = []
    content_panels = [*BasePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("cursusoverzicht")

    def own_path(self):
        return reverse("courses:catalogue")


class ProviderIndexPage(BasePage):
    """All providers (/opleiders/)."""

    intro = models.TextField(_("inleiding"), blank=True)

    template = "courses/provider_index_page.html"
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.ProviderPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("overzicht van opleiders")

    def get_context(self, request, *args, **kwargs):
        providers = ProviderPage.objects.child_of(self).live().order_by("title")
        return super().get_context(request, *args, **kwargs) | {"providers": providers}


class ProviderPage(BasePage):
    """A training provider (opleider) and its courses."""

    organisation = models.OneToOneField(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="provider_page",
        verbose_name=_("organisatie"),
    )
    logo = models.ForeignKey(
        "home.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
    )
    intro = models.TextField(_("inleiding"), blank=True)
    body = RichTextField(_("tekst"), blank=True, features=TEXT_FEATURES)

    template = "courses/provider_page.html"
    parent_page_types = ["courses.ProviderIndexPage"]
    subpage_types = ["courses.CoursePage"]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("organisation"),
        FieldPanel("logo"),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("opleider")


class CoursePage(OwnAddressMixin, BasePage):
    """A course (cursus) as its authors write it; learners follow a frozen edition of it."""

    intro = models.TextField(
        _("inleiding"), help_text=_("Twee of drie zinnen: voor wie, en wat levert het op?")
    )
    outcomes = models.TextField(
        _("leerdoelen"), blank=True, help_text=_("Eén leerdoel per regel: ‘je kunt …’.")
    )
    audience = models.CharField(_("doelgroep"), max_length=16, choices=Audience, default=Audience.WORKERS)
    level = models.CharField(_("niveau"), max_length=16, choices=Level, default=Level.EVERYONE)
    form = models.CharField(_("vorm"), max_length=16, choices=Form, default=Form.SELF_STUDY)
    sectors = ParentalManyToManyField(
        "accounts.Sector", blank=True, related_name="+", verbose_name=_("werkgebieden")
    )
    image = models.ForeignKey(
        "home.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("afbeelding"),
    )
    may_be_reused = models.BooleanField(_("lessen mogen elders worden gebruikt"), default=False)
    is_specialist = models.BooleanField(_("specialistische opleiding"), default=False)
    review_every_months = models.PositiveSmallIntegerField(_("herzien na (maanden)"), default=9)
    archived_at = models.DateTimeField(_("gearchiveerd op"), null=True, blank=True, editable=False)
    # Written when a page is published, so that lists never open the lessons.
    total_minutes = models.PositiveIntegerField(default=0, editable=False)
    lesson_count = models.PositiveIntegerField(default=0, editable=False)
    has_quiz = models.BooleanField(default=False, editable=False)

    template = "courses/course_page.html"
    admin_default_ordering = "ord"
    parent_page_types = ["courses.ProviderPage"]
    subpage_types = ["courses.ModulePage"]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        FieldPanel("outcomes"),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("level"), FieldPanel("form")], heading=_("Soort")
        ),
        FieldPanel("sectors"),
        FieldPanel("image"),
        InlinePanel("requirements", label=_("vereiste cursus")),
    ]
    settings_panels = [
        *BasePage.settings_panels,
        FieldPanel("may_be_reused"),
        FieldPanel("is_specialist", permission="superuser"),
        FieldPanel("review_every_months"),
    ]

    class Meta:
        verbose_name = _("cursus")
        verbose_name_plural = _("cursussen")

    @property
    def course_key(self):
        return self.translation_key

    @property
    def outcome_list(self):
        return [line.strip() for line in self.outcomes.splitlines() if line.strip()]

    def own_path(self):
        return reverse("courses:course", args=[self.slug])


class CourseRequirement(models.Model):
    """A course that should, or must, be completed before this one."""

    class Kind(models.TextChoices):
        RECOMMENDED = "RECOMMENDED", _("Aanbevolen")
        REQUIRED = "REQUIRED", _("Verplicht")

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="requirements")
    course = models.ForeignKey(
        CoursePage, on_delete=models.PROTECT, related_name="+", verbose_name=_("cursus")
    )
    kind = models.CharField(_("soort"), max_length=16, choices=Kind, default=Kind.RECOMMENDED)

    panels = [FieldPanel("course"), FieldPanel("kind")]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "course"], name="a_course_is_required_once")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.course}"


class ModulePage(OwnAddressMixin, BasePage):
    """A module: lessons that belong together, in the order of the tree."""

    intro = models.TextField(_("inleiding"), blank=True)

    admin_default_ordering = "ord"
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage", "courses.LessonReferencePage"]
    preview_modes = []
    content_panels = [*BasePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("module")

    @property
    def module_key(self):
        return self.translation_key

    def own_path(self):
        course = self.get_parent()
        return reverse("courses:course", args=[course.slug]) + f"#{slugify(self.title)}"


class InCourseMixin(OwnAddressMixin):
    """A page inside a module: its public address is the course's."""

    parent_page_types = ["courses.ModulePage"]
    subpage_types = []

    def own_path(self):
        course = self.get_ancestors().type(CoursePage).last()
        return reverse("courses:course", args=[course.slug])


class LessonPage(InCourseMixin, BasePage):
    """A lesson (les): what a learner reads, watches and does in one sitting."""

    minutes = models.PositiveSmallIntegerField(_("minuten"), default=10)
    required = models.BooleanField(_("verplicht"), default=True)
    criterion = models.CharField(
        _("klaar wanneer"), max_length=16, choices=Criterion, default=Criterion.CONFIRMED
    )
    is_sample = models.BooleanField(_("proefles"), default=False)
    reviewed_on = models.DateField(_("inhoud gecontroleerd op"), null=True, blank=True)
    origin_title = models.CharField(_("ontstaan uit"), max_length=200, blank=True)
    origin_url = models.URLField(_("adres van de herkomst"), blank=True)
    body = ContentField(LessonBody(), verbose_name=_("inhoud"), blank=True)
    has_quiz = models.BooleanField(default=False, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    search_text = models.TextField(blank=True, editable=False)

    template = "courses/lesson_page.html"
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("minutes"), FieldPanel("required"), FieldPanel("criterion")],
            heading=_("Plaats in de cursus"),
        ),
        FieldPanel("body"),
    ]
    settings_panels = [
        *BasePage.settings_panels,
        FieldPanel("is_sample"),
        FieldPanel("reviewed_on"),
        FieldPanel("origin_title"),
        FieldPanel("origin_url"),
    ]

    class Meta:
        verbose_name = _("les")
        verbose_name_plural = _("lessen")

    @property
    def lesson_key(self):
        return self.translation_key

    @property
    def has_own_address(self):
        """A sample lesson can be read where it stands in the tree; any other sends to its course."""
        return not self.is_sample


class LessonReferencePage(InCourseMixin, BasePage):
    """A lesson of elsewhere, used here too: one home, many places, one lesson_key."""

    lesson = models.ForeignKey(
        LessonPage, on_delete=models.PROTECT, related_name="references", verbose_name=_("les")
    )
    required = models.BooleanField(_("verplicht"), default=True)
    minutes = models.PositiveSmallIntegerField(_("minuten"), default=10)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("lesson"),
        FieldPanel("required"),
        FieldPanel("minutes"),
    ]

    class Meta:
        verbose_name = _("verwijzing naar een les")

    @property
    def lesson_key(self):
        return self.lesson.translation_key

    def serve_preview(self, request, mode_name):
        return self.lesson.serve_preview(request, mode_name)
