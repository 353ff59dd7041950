"""The blocks an author builds a lesson from: meaning only, no HTML and no colours."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BlockGroup
from wagtail.images.blocks import ImageBlock
from wagtailmedia.blocks import AbstractMediaChooserBlock

from courses.blocks.quiz import QuizBlock

TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul"]


class Tone(models.TextChoices):
    TIP = "TIP", _("Tip")
    NOTE_WELL = "LET_OP", _("Let op")
    DEFINITION = "DEFINITIE", _("Definitie")


class HeadingBlock(blocks.StructBlock):
    level = blocks.ChoiceBlock(
        choices=[("h2", _("Kop 2")), ("h3", _("Kop 3"))], default="h2", label=_("Niveau")
    )
    text = blocks.CharBlock(max_length=120, label=_("Tekst"))

    class Meta:
        icon = "title"
        label = _("Kop")
        description = _("Een kop boven een deel van de les.")
        template = "blocks/heading.html"
        preview_value = {"level": "h2", "text": "Wat doet een taalmodel?"}


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(**{"features": TEXT_FEATURES, "max_length": 1200} | kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Tekst")
        description = _("Een paar alinea's lopende tekst, met lijsten en links.")
        template = "blocks/text.html"
        preview_value = (
            "<p>Een taalmodel voorspelt steeds het volgende woord.</p>"
            "<p>Dat lijkt op begrijpen, maar het is iets anders:</p>"
            "<ul><li>het kent geen feiten</li><li>het kent wel patronen</li></ul>"
            '<p>Lees ook <a href="https://www.rijksoverheid.nl">wat de overheid over AI schrijft</a>.</p>'
        )


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Afbeelding"))
    caption = blocks.CharBlock(required=False, max_length=250, label=_("Bijschrift"))
    credit = blocks.CharBlock(required=False, max_length=120, label=_("Bron"))

    class Meta:
        icon = "image"
        label = _("Afbeelding")
        description = _("Een afbeelding met alt-tekst, bijschrift en bron.")
        template = "blocks/image.html"
        preview_value = {
            "image": None,
            "caption": "Zo leert een model van voorbeelden.",
            "credit": "AI-leerplein",
        }


class MediaChooserBlock(AbstractMediaChooserBlock):
    """The chooser alone; the block around it draws the player."""

    def render_basic(self, value, context=None):
        return str(value or "")


class MediaBlock(blocks.StructBlock):
    media = MediaChooserBlock(label=_("Video of geluid"))
    start = blocks.IntegerBlock(
        required=False, min_value=0, label=_("Begint bij"), help_text=_("In seconden, vanaf het begin.")
    )
    poster = ImageBlock(required=False, label=_("Beeld vooraf"))

    class Meta:
        icon = "media"
        label = _("Video of geluid")
        description = _("Een video of geluidsfragment met ondertiteling en uitgeschreven tekst.")
        template = "blocks/media.html"
        preview_value = {"media": None, "start": None, "poster": None}


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(choices=Tone.choices, default=Tone.TIP, label=_("Soort"))
    text = TextBlock(label=_("Tekst"))

    class Meta:
        icon = "info-circle"
        label = _("Kader")
        description = _("Een tip, waarschuwing of definitie die opvalt.")
        template = "blocks/callout.html"
        preview_value = {
            "tone": Tone.NOTE_WELL,
            "text": "<p>Zet nooit persoonsgegevens in een openbare chatbot.</p>",
        }


class ExampleBlock(blocks.StructBlock):
    sector = blocks.CharBlock(required=False, max_length=80, label=_("Werkgebied"))
    title = blocks.CharBlock(max_length=120, label=_("Titel"))
    text = TextBlock(label=_("Tekst"))
    source = blocks.CharBlock(required=False, max_length=200, label=_("Bron"))

    class Meta:
        icon = "clipboard-list"
        label = _("Praktijkvoorbeeld")
        description = _("Een herkenbaar voorbeeld uit een werkgebied.")
        template = "blocks/example.html"
        form_layout = BlockGroup(children=["title", "text"], settings=["sector", "source"])
        preview_value = {
            "sector": "Zorg",
            "title": "Minder typen op de poli (fictief)",
            "text": "<p>Een ziekenhuis laat een model het gesprek samenvatten. De arts leest na en tekent.</p>",
            "source": "Voorbeeld van de redactie",
        }


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, label=_("Stap"))
    text = TextBlock(required=False, label=_("Uitleg"))


class StepsBlock(blocks.StructBlock):
    steps = blocks.ListBlock(StepBlock(), min_num=2, max_num=12, label=_("Stappen"))

    class Meta:
        icon = "list-ol"
        label = _("Stappenplan")
        description = _("Genummerde stappen die je na elkaar doet.")
        template = "blocks/steps.html"
        preview_value = {
            "steps": [
                {"title": "Schrijf op wat je wilt weten", "text": "<p>Eén vraag per keer.</p>"},
                {"title": "Geef voorbeelden", "text": ""},
                {"title": "Vraag om bronnen", "text": ""},
                {"title": "Controleer het antwoord", "text": ""},
            ]
        }


class TableRowBlock(blocks.ListBlock):
    """One row; its cells are plain text."""

    def __init__(self, **kwargs):
        super().__init__(blocks.CharBlock(required=False, max_length=300), min_num=1, max_num=8, **kwargs)


class TableValue(blocks.StructValue):
    @property
    def head(self):
        return self["rows"][0] if self["header_row"] and self["rows"] else None

    @property
    def body(self):
        rows = list(self["rows"])
        return rows[1:] if self["header_row"] else rows


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(max_length=200, label=_("Bijschrift"))
    header_row = blocks.BooleanBlock(required=False, default=True, label=_("Eerste rij is kop"))
    header_column = blocks.BooleanBlock(required=False, default=False, label=_("Eerste kolom is kop"))
    rows = blocks.ListBlock(TableRowBlock(), min_num=1, max_num=20, label=_("Rijen"))

    def clean(self, value):
        value = super().clean(value)
        if len({len(row) for row in value["rows"]}) > 1:
            raise ValidationError(_("Geef elke rij evenveel cellen."))
        return value

    class Meta:
        icon = "table"
        label = _("Tabel")
        description = _("Een kleine tabel met een bijschrift en koppen.")
        template = "blocks/table.html"
        value_class = TableValue
        form_layout = BlockGroup(children=["caption", "rows"], settings=["header_row", "header_column"])
        preview_value = {
            "caption": "Twee soorten modellen vergeleken",
            "header_row": True,
            "header_column": True,
            "rows": [
                ["", "Klein model", "Groot model"],
                ["Kosten", "laag", "hoog"],
                ["Snelheid", "hoog", "lager"],
            ],
        }


class LessonBody(blocks.StreamBlock):
    heading = HeadingBlock()
    text = TextBlock()
    image = PictureBlock()
    media = MediaBlock()
    callout = CalloutBlock()
    example = ExampleBlock()
    steps = StepsBlock()
    table = TableBlock()
    quiz = QuizBlock()

    class Meta:
        block_counts = {"quiz": {"max_num": 1}}
