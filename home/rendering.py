"""How forms become HTML."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Every form and field through the templates of the design system."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
