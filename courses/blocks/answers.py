"""What an author enters for each kind of question: the options, the key and the feedback."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=300, label=_("Antwoord"))
    correct = blocks.BooleanBlock(required=False, label=_("Juist"))
    feedback = blocks.TextBlock(max_length=600, rows=2, label=_("Uitleg bij dit antwoord"))

    class Meta:
        label = _("Antwoord")
        icon = "circle-check"


class ChoiceAnswerBlock(blocks.StructBlock):
    """Options of which one or some are right; the id of an option stays when its text changes."""

    options = blocks.ListBlock(OptionBlock(), min_num=2, label=_("Antwoorden"))

    def clean(self, value):
        value = super().clean(value)
        right = sum(option["correct"] for option in value["options"])
        if message := self.fault(right, len(value["options"])):
            raise ValidationError(message)
        return value


class SingleBlock(ChoiceAnswerBlock):
    def fault(self, right, total):
        return "" if right == 1 else _("Kies precies één juist antwoord.")

    class Meta:
        icon = "radio-full"
        label = _("Eén juist antwoord")
        description = _("De cursist kiest één antwoord.")
        template = "blocks/answer.html"
        preview_value = {
            "options": [
                {
                    "text": "Het volgende woord",
                    "correct": True,
                    "feedback": "Goed: dat is wat een taalmodel doet.",
                },
                {
                    "text": "De toekomst",
                    "correct": False,
                    "feedback": "Nee: een model kent alleen patronen in tekst.",
                },
            ]
        }


class MultipleBlock(ChoiceAnswerBlock):
    def fault(self, right, total):
        return "" if right else _("Kies ten minste één juist antwoord.")

    class Meta:
        icon = "tasks"
        label = _("Meer juiste antwoorden")
        description = _("De cursist kiest alle juiste antwoorden.")
        template = "blocks/answer.html"
        preview_value = {
            "options": [
                {
                    "text": "Namen van klanten",
                    "correct": True,
                    "feedback": "Goed: een naam is een persoonsgegeven.",
                },
                {
                    "text": "E-mailadressen",
                    "correct": True,
                    "feedback": "Goed: ook dit wijst een persoon aan.",
                },
                {
                    "text": "Het weer van morgen",
                    "correct": False,
                    "feedback": "Dit zegt niets over een persoon.",
                },
            ]
        }


class TrueFalseBlock(blocks.StructBlock):
    is_true = blocks.BooleanBlock(required=False, label=_("De stelling klopt"))
    feedback_true = blocks.TextBlock(max_length=600, rows=2, label=_("Uitleg bij ‘waar’"))
    feedback_false = blocks.TextBlock(max_length=600, rows=2, label=_("Uitleg bij ‘niet waar’"))

    class Meta:
        icon = "check"
        label = _("Waar of niet waar")
        description = _("Een stelling die klopt of niet klopt.")
        template = "blocks/answer.html"
        preview_value = {
            "is_true": False,
            "feedback_true": "Nee: een taalmodel kan overtuigend klinken en toch fout zijn.",
            "feedback_false": "Goed: controleer daarom altijd de bron.",
        }


class AnswerBody(blocks.StreamBlock):
    single = SingleBlock()
    multiple = MultipleBlock()
    true_false = TrueFalseBlock()

    class Meta:
        min_num = 1
        max_num = 1
