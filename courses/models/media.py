"""Video and sound, with the captions and the written text that go with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index
from wagtailmedia.models import AbstractMedia

from home.library import Tags, Uploader


class Media(AbstractMedia):
    """A video or sound file on our own origin; the transcript holds all that is said."""

    uploaded_by_user = Uploader()
    tags = Tags(related_name="course_media")

    transcript = models.TextField(
        _("uitgeschreven tekst"), blank=True, help_text=_("Alles wat wordt gezegd, en wat je moet zien.")
    )

    admin_form_fields = (*AbstractMedia.admin_form_fields, "transcript")
    search_fields = [*AbstractMedia.search_fields, index.SearchField("transcript")]

    class Meta(AbstractMedia.Meta):
        verbose_name = _("video of geluid")
        verbose_name_plural = _("video en geluid")


class MediaTrack(models.Model):
    """A text track (WebVTT) beside a media file: captions in one language."""

    class Kind(models.TextChoices):
        CAPTIONS = "captions", _("Ondertiteling")
        DESCRIPTIONS = "descriptions", _("Beschrijving van het beeld")

    media = models.ForeignKey(Media, on_delete=models.CASCADE, related_name="tracks")
    language = models.CharField(_("taal"), max_length=12, default="nl")
    kind = models.CharField(_("soort"), max_length=16, choices=Kind, default=Kind.CAPTIONS)
    file = models.FileField(_("bestand"), upload_to="media_tracks")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["media", "language", "kind"], name="one_track_per_language_and_kind"
            ),
        ]

    def __str__(self):
        return f"{self.media} ({self.language})"
