"""Fields that several course tables share."""

from wagtail.fields import StreamField


class ContentField(StreamField):
    """A StreamField whose blocks stay out of the migrations: the set of blocks still grows."""

    def deconstruct(self):
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], kwargs | {"block_lookup": {}}
