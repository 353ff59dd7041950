"""The question bank (vragenbank): questions that several quizzes may draw from."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, TranslatableMixin, WorkflowMixin
from wagtail.search import index

from courses.blocks import AnswerBody
from courses.models.choices import Level
from courses.models.fields import ContentField


class QuestionLabel(TagBase):
    """A label by which a quiz finds its questions."""

    free_tagging = True

    class Meta:
        verbose_name = _("label")


class LabelledQuestion(ItemBase):
    tag = models.ForeignKey(QuestionLabel, on_delete=models.CASCADE, related_name="labelled_questions")
    content_object = ParentalKey(
        "courses.Question", on_delete=models.CASCADE, related_name="labelled_questions"
    )


class Question(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A question (vraag) of one provider; the one block of `answer` is its kind and holds the key."""

    provider = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="questions",
        verbose_name=_("opleider"),
    )
    stem = models.TextField(_("vraag"))
    answer = ContentField(AnswerBody(), verbose_name=_("antwoord"))
    points = models.PositiveSmallIntegerField(_("punten"), default=1)
    feedback = models.TextField(_("uitleg bij de vraag"), blank=True)
    sources = models.TextField(_("bronnen"), blank=True)
    level = models.CharField(_("niveau"), max_length=16, choices=Level, default=Level.EVERYONE)
    tags = ClusterTaggableManager(through=LabelledQuestion, blank=True, verbose_name=_("labels"))
    copied_from_key = models.UUIDField(null=True, blank=True, editable=False)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="question",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="content_type",
        object_id_field="object_id",
        related_query_name="question",
        for_concrete_model=False,
    )

    panels = [
        FieldPanel("provider"),
        FieldPanel("stem"),
        FieldPanel("answer"),
        FieldPanel("feedback"),
        FieldPanel("points"),
        FieldPanel("level"),
        FieldPanel("tags"),
        FieldPanel("sources"),
    ]
    search_fields = [
        index.SearchField("stem"),
        index.AutocompleteField("stem"),
        index.FilterField("provider"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("vraag")
        verbose_name_plural = _("vragen")

    def __str__(self):
        return self.stem[:80]

    @property
    def question_key(self):
        return self.translation_key

    @property
    def kind(self):
        return self.answer[0].block_type if self.answer else ""

    @property
    def revisions(self):
        return self._revisions
