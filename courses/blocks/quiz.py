"""The quiz of a lesson: its settings, and which questions of the bank it asks."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BlockGroup
from wagtail.snippets.blocks import SnippetChooserBlock


class Feedback(models.TextChoices):
    AFTER_HAND_IN = "AFTER_HAND_IN", _("Na het inleveren")
    AFTER_PASS = "AFTER_PASS", _("Na slagen")


class QuizSectionBlock(blocks.StructBlock):
    """Fixed questions, or a draw of some of them."""

    title = blocks.CharBlock(required=False, max_length=120, label=_("Titel"))
    questions = blocks.ListBlock(SnippetChooserBlock("courses.Question"), min_num=1, label=_("Vragen"))
    draw = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label=_("Trek"),
        help_text=_("Hoeveel van deze vragen; leeg is allemaal."),
    )

    class Meta:
        label = _("Onderdeel")
        icon = "folder-open-inverse"


class QuizBlock(blocks.StructBlock):
    intro = blocks.TextBlock(required=False, max_length=600, rows=2, label=_("Inleiding"))
    sections = blocks.ListBlock(QuizSectionBlock(), min_num=1, label=_("Onderdelen"))
    pass_percent = blocks.IntegerBlock(
        default=70, min_value=1, max_value=100, label=_("Nodig om te slagen (%)")
    )
    attempts_before_pause = blocks.IntegerBlock(default=3, min_value=1, label=_("Pogingen voor een pauze"))
    pause_hours = blocks.IntegerBlock(default=24, min_value=0, label=_("Pauze in uren"))
    shuffle_questions = blocks.BooleanBlock(required=False, default=True, label=_("Vragen door elkaar"))
    shuffle_options = blocks.BooleanBlock(required=False, default=True, label=_("Antwoorden door elkaar"))
    time_limit_minutes = blocks.IntegerBlock(required=False, min_value=1, label=_("Tijdslimiet in minuten"))
    feedback = blocks.ChoiceBlock(
        choices=Feedback.choices, default=Feedback.AFTER_HAND_IN, label=_("Uitleg tonen")
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Toets")
        description = _("Een toets met vragen uit de vragenbank; de les is klaar als je slaagt.")
        template = "blocks/quiz.html"
        form_layout = BlockGroup(
            children=["intro", "sections", "pass_percent"],
            settings=[
                "attempts_before_pause",
                "pause_hours",
                "shuffle_questions",
                "shuffle_options",
                "time_limit_minutes",
                "feedback",
            ],
        )
        preview_value = {
            "intro": "Vijf vragen over deze module.",
            "sections": [],
            "pass_percent": 70,
            "attempts_before_pause": 3,
            "pause_hours": 24,
            "shuffle_questions": True,
            "shuffle_options": True,
            "time_limit_minutes": None,
            "feedback": Feedback.AFTER_HAND_IN,
        }
