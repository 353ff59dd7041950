"""How forms become HTML."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Every form and field through the templates of the design system."""
