"""Applying in steps that can be left and resumed: each step is saved as a draft."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from audit.clock import database_now
from vouchers.answers import Answers, ApplicantType, DeclaredAid
from vouchers.eligibility import quick_check
from vouchers.forms import AidRows, CompanyForm, FiguresForm, HadAidForm, SubmitForm, UnitsForm
from vouchers.intake import OPEN_FOR_DRAFTS, NotSubmittable, save_draft, submit_application
from vouchers.models import Application, CompanyYear, Round
from vouchers.views.applicant import own_submitted
from vouchers.views.portal import own_organisation
from vouchers.views.registration import registration_of

STEPS = {
    "bedrijf": gettext_lazy("Uw organisatie"),
    "omvang": gettext_lazy("Omvang"),
    "steun": gettext_lazy("Eerdere steun"),
    "aantal": gettext_lazy("Aantal vouchers"),
}
REVIEW = gettext_lazy("Controleren en indienen")
NOT_FILLED_IN = 0
EMPTY_AID_ROWS = 2


@login_required
def rounds(request, slug):
    """The rounds that are open or announced, and what this organisation does in each."""
    chosen = own_organisation(request, slug)
    rows = Round.objects.filter(status__in=OPEN_FOR_DRAFTS).select_related("scheme", "budget")
    own = {row.round_id: row for row in _live_or_draft(chosen)}
    choices = [(row, own.get(row.pk)) for row in rows.order_by("opens_at", "closes_at")]
    return render(request, "vouchers/rounds.html", {"organisation": chosen, "choices": choices})


@login_required
@require_POST
def start(request, slug, round_uid):
    """Begin an application, or go on with the draft that is there."""
    chosen = own_organisation(request, slug)
    round = get_object_or_404(Round.objects.published(), uid=round_uid)
    draft = _live_or_draft(chosen).filter(round=round, status=Application.Status.DRAFT).first()
    try:
        draft = draft or _save(request, round, chosen, units=1, answers=_first_answers(chosen))
    except NotSubmittable as refusal:
        messages.error(request, str(refusal))
        return redirect("vouchers:rounds", slug=slug)
    return redirect("vouchers:step", slug=slug, uid=draft.uid, step=next(iter(STEPS)))


@login_required
@require_http_methods(["GET", "POST"])
def step(request, slug, uid, step):
    """One step: show what is known, save what is given, go to the next."""
    chosen = own_organisation(request, slug)
    draft = _draft(chosen, uid)
    page = _Page(draft, Answers.model_validate(draft.payload), step)
    if step not in _names(page.answers):
        raise Http404
    forms = _forms(page, request)
    if "more" not in request.POST and all(form.is_valid() for form in forms.values()):
        try:
            units, answers = _changed(page, forms)
            saved = _save(request, draft.round, chosen, units=units, answers=answers, application=draft)
        except NotSubmittable as refusal:
            messages.error(request, str(refusal))
            return redirect("vouchers:organisation", slug=slug)
        return _after(request, chosen, saved, step)
    context = {
        "organisation": chosen,
        "application": draft,
        "step": step,
        "title": STEPS[step],
        "forms": forms,
    }
    if step == "bedrijf":
        context |= {"registration": registration_of(chosen.kvk_number)}
    return render(request, "vouchers/step.html", context | {"steps": _progress(chosen, draft, step)})


@login_required
@require_http_methods(["GET", "POST"])
def review(request, slug, uid):
    """Check everything, declare, and hand in with one button; the key makes a second click harmless."""
    chosen = own_organisation(request, slug)
    application = get_object_or_404(_live_or_draft(chosen), uid=uid)
    if application.status != Application.Status.DRAFT:
        return redirect("vouchers:receipt", slug=slug, uid=uid)
    answers = Answers.model_validate(application.payload)
    if missing := _missing_step(answers):
        messages.warning(request, _("Vul eerst dit onderdeel in."))
        return redirect("vouchers:step", slug=slug, uid=uid, step=missing)
    form = SubmitForm(
        request.POST if request.method == "POST" else None, applicant_type=answers.applicant_type
    )
    if form.is_valid():
        try:
            submit_application(
                application=application,
                declarations=form.declarations(),
                idempotency_key=form.cleaned_data["key"],
                by=request.user,
                at=database_now(),
            )
        except NotSubmittable as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("vouchers:receipt", slug=slug, uid=uid)
    found = quick_check(
        round=application.round,
        answers=answers,
        units=application.units,
        on=localdate(),
        kvk_number=application.organisation.kvk_number,
    )
    context = {
        "organisation": chosen,
        "application": application,
        "answers": answers,
        "aid_cents": sum(aid.amount_cents for aid in answers.aid),
        "found": found,
        "refused": [finding for finding in found if finding.outcome == "REJECT"],
        "form": form,
        "steps": _progress(chosen, application, "controleren"),
    }
    return render(request, "vouchers/review.html", context)


@login_required
def receipt(request, slug, uid):
    """What was received, when, and what comes next."""
    chosen = own_organisation(request, slug)
    context = {"organisation": chosen, "application": own_submitted(chosen, uid)}
    return render(request, "vouchers/receipt.html", context)


@dataclass(frozen=True)
class _Page:
    draft: Application
    answers: Answers
    step: str


def _live_or_draft(organisation):
    rows = Application.objects.of([organisation]).exclude(
        status__in=[Application.Status.WITHDRAWN, Application.Status.NOT_TREATED, Application.Status.REJECTED]
    )
    return rows.select_related("round__scheme", "organisation").order_by("pk")


def _draft(organisation, uid):
    return get_object_or_404(_live_or_draft(organisation).filter(status=Application.Status.DRAFT), uid=uid)


def _save(request, round, organisation, *, units, answers, application=None):
    return save_draft(
        round=round,
        organisation=organisation,
        units=units,
        answers=answers,
        by=request.user,
        at=database_now(),
        application=application,
    )


def _first_answers(organisation):
    """Begin with the figures that this organisation gave before, or with none."""
    latest = CompanyYear.objects.filter(organisation=organisation).order_by("-book_year").first()
    return Answers(
        book_year=latest.book_year if latest else localdate().year - 1,
        awu_centi=latest.awu_centi if latest else NOT_FILLED_IN,
        turnover_cents=latest.turnover_cents if latest else NOT_FILLED_IN,
        balance_cents=latest.balance_cents if latest else NOT_FILLED_IN,
    )


def _forms(page, request):
    """The forms of a step by name, bound when something was posted."""
    data = request.POST if request.method == "POST" else None
    answers = page.answers
    match page.step:
        case "bedrijf":
            return {"form": CompanyForm(data, initial={"applicant_type": answers.applicant_type.value})}
        case "omvang":
            given = answers.model_dump(include={"book_year", "awu_centi", "turnover_cents", "balance_cents"})
            return {"form": FiguresForm(data, initial=given if answers.awu_centi else {})}
        case "steun":
            return {
                "form": HadAidForm(data, initial=_had_aid(page)),
                "rows": AidRows(_with_rows(data), initial=_aid(answers)),
            }
    return {"form": UnitsForm(data, initial={"units": page.draft.units})}


def _had_aid(page):
    """A "no" is never filled in beforehand: somebody declares it."""
    return {"had_aid": "yes"} if page.answers.aid else {}


def _aid(answers):
    given = [{"granted_on": aid.granted_on, "amount_cents": aid.amount_cents} for aid in answers.aid]
    return given + [{}] * EMPTY_AID_ROWS


def _with_rows(data):
    """What was posted, with two more empty rows when somebody asked for them."""
    if data is None or "more" not in data:
        return data
    data = data.copy()
    data["form-TOTAL_FORMS"] = str(int(data.get("form-TOTAL_FORMS") or 0) + EMPTY_AID_ROWS)
    return data


def _changed(page, forms):
    """Units and answers with what this step gave."""
    given = forms["form"].cleaned_data
    match page.step:
        case "aantal":
            return given["units"], page.answers
        case "steun":
            rows = forms["rows"].cleaned_data if given["had_aid"] == "yes" else []
            return page.draft.units, page.answers.model_copy(
                update={"aid": tuple(DeclaredAid(**row) for row in rows if row.get("amount_cents"))}
            )
        case "bedrijf":
            given = {"applicant_type": ApplicantType(given["applicant_type"])}
    return page.draft.units, page.answers.model_copy(update=given)


def _after(request, organisation, saved, step):
    if "later" in request.POST:
        messages.success(request, _("Uw antwoorden zijn bewaard. U kunt op elk moment verder."))
        return redirect("vouchers:organisation", slug=organisation.slug)
    names = _names(Answers.model_validate(saved.payload))
    if step == names[-1]:
        return redirect("vouchers:review", slug=organisation.slug, uid=saved.uid)
    following = names[names.index(step) + 1]
    return redirect("vouchers:step", slug=organisation.slug, uid=saved.uid, step=following)


def _names(answers):
    """The steps for this applicant: the size of a public body does not matter."""
    return [name for name in STEPS if name != "omvang" or answers.applicant_type == ApplicantType.SME]


def _missing_step(answers):
    """The first step without which an application says nothing; a public body needs no figures."""
    if answers.applicant_type == ApplicantType.SME and not answers.awu_centi:
        return "omvang"
    return None


def _progress(organisation, draft, current):
    """The steps for the step bar; earlier ones are links."""
    names = [*_names(Answers.model_validate(draft.payload)), "controleren"]
    here = names.index(current)
    return [
        {
            "label": STEPS.get(name, REVIEW),
            "state": "current" if place == here else "done" if place < here else "todo",
            "url": reverse("vouchers:step", args=[organisation.slug, draft.uid, name])
            if place < here
            else "",
        }
        for place, name in enumerate(names)
    ]
