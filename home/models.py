"""The site itself: its pages, and the image and document models that every app uses."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.models import Page

from home.library import Tags, Uploader

PLAIN_TEXT = ["h2", "h3", "bold", "italic", "link", "ol", "ul"]


class Image(AbstractImage):
    """A picture in the media library (afbeelding). Public, whatever its collection."""

    uploaded_by_user = Uploader()
    tags = Tags(related_name="home_images")

    admin_form_fields = WagtailImage.admin_form_fields


class Rendition(AbstractRendition):
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_image_and_filter"
            )
        ]


class Document(AbstractDocument):
    """A file in the library (document), served by a view that checks who asks."""

    uploaded_by_user = Uploader()
    tags = Tags(related_name="home_documents")

    admin_form_fields = WagtailDocument.admin_form_fields


class BasePage(Page):
    """What every page of the site has; the stock Wagtail page underneath is not swapped."""

    class Meta:
        abstract = True


class HomePage(BasePage):
    """The front page (voorpagina)."""

    lead = models.CharField(_("wat het is, in één zin"), max_length=250, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("lead")]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("voorpagina")


class StandardPage(BasePage):
    """A page of plain text, such as privacy or accessibility (standaardpagina)."""

    intro = models.TextField(_("inleiding"), blank=True)
    body = RichTextField(_("tekst"), features=PLAIN_TEXT, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro"), FieldPanel("body")]
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    template = "home/standard_page.html"

    class Meta:
        verbose_name = _("standaardpagina")
