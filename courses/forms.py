from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership

MYSELF = "zelf"


class EnrolForm(forms.Form):
    """Which run to join, and on whose behalf; the choices are what this person may choose from."""

    run = forms.ChoiceField(label=_("Uitvoering"), widget=forms.RadioSelect)
    on_behalf = forms.ChoiceField(
        label=_("Voor wie volg je deze cursus?"),
        widget=forms.RadioSelect,
        help_text=_("Je kunt dit later nog veranderen."),
    )

    def __init__(self, *args, runs, memberships, **kwargs):
        super().__init__(*args, **kwargs)
        self.runs = {str(run.uid): run for run in runs}
        self.memberships = {str(membership.uid): membership for membership in memberships}
        self.fields["run"].choices = [(uid, run_label(run)) for uid, run in self.runs.items()]
        if len(self.runs) == 1:
            self.fields["run"].widget = forms.HiddenInput()
            self.initial["run"] = next(iter(self.runs))
        employers = [
            (uid, _("Namens %(name)s") % {"name": membership.organisation})
            for uid, membership in self.memberships.items()
        ]
        self.fields["on_behalf"].choices = [*employers, (MYSELF, _("Voor mijzelf"))]
        self.initial["on_behalf"] = employers[0][0] if employers else MYSELF
        if not employers:
            self.fields["on_behalf"].widget = forms.HiddenInput()

    @property
    def chosen_run(self):
        return self.runs[self.cleaned_data["run"]]

    @property
    def employment(self) -> Membership | None:
        return self.memberships.get(self.cleaned_data["on_behalf"])


def run_label(run):
    """How a run is called in a list of choices."""
    if run.starts_on is None:
        return _("Zelf beginnen, in je eigen tempo")
    return _("Start op %(date)s") % {"date": run.starts_on.strftime("%d-%m-%Y")}
