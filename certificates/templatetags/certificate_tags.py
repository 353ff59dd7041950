from django import template

from certificates.models import Certificate

register = template.Library()


@register.inclusion_tag("certificates/_certificate_status.html", takes_context=True)
def certificate_status(context, completion):
    """Where the certificate of a completion is: asked for, in the making, ready, or failed."""
    return {
        "completion": completion,
        "certificate": Certificate.objects.newest_of(completion),
        "csrf_token": context.get("csrf_token"),
    }
