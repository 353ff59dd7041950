from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.client_address import client_address
from audit.clock import database_now
from certificates import tasks
from certificates.artefacts import private_storage
from certificates.documents.failures import NotRenderable
from certificates.documents.pdf import render_preview
from certificates.forms import LookUpForm, SurnameForm
from certificates.issuing import request_certificate, retry_certificate
from certificates.models import Certificate, CertificateArtefact
from certificates.serials import read_serial
from certificates.throttling import is_over_limit, seconds_to_wait
from certificates.verification import UNKNOWN, Outcome, verify_serial
from courses.models import Completion

LEARNING = [(_("Mijn leren"), "/leren/")]
MINE = _("Mijn certificaten")
CHECK = _("Controleer een certificaat")


@login_required
@require_GET
def mine(request):
    completions = Completion.objects.of(request.user).select_related("edition__course")
    newest_first = completions.prefetch_related("certificates__artefacts").order_by("-completed_at", "-pk")
    rows = [{"completion": one, "certificate": _newest(one.certificates.all())} for one in newest_first]
    return render(request, "certificates/mine.html", {"rows": rows, "crumbs": [*LEARNING, (MINE, "")]})


@login_required
@require_POST
def request_one(request, completion_uid):
    completion = _own_completion(request, completion_uid)
    now = database_now()
    certificate = request_certificate(completion=completion, at=now)
    if certificate.can_be_retried_by_holder:
        certificate = _retry(certificate, by=request.user, at=now)
    if certificate.is_in_the_making:
        transaction.on_commit(lambda: tasks.wake(certificate.pk), robust=True)
    if request.htmx:
        return _status(request, completion)
    return redirect("certificates:status", completion_uid=completion.uid)


@login_required
@require_GET
@cache_control(private=True, no_store=True)
def status(request, completion_uid):
    return _status(request, _own_completion(request, completion_uid))


@login_required
@require_GET
@cache_control(private=True, no_store=True)
def download(request, uid, kind):
    certificate = get_object_or_404(Certificate.objects.of(request.user).public(), uid=uid)
    artefact = get_object_or_404(
        CertificateArtefact.objects.select_related("certificate"), certificate=certificate, kind=kind
    )
    try:
        file = private_storage().open(artefact.key)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(
        file, as_attachment=True, filename=artefact.filename, content_type=artefact.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_GET
@cache_control(private=True, no_store=True)
def preview(request, uid):
    certificate = get_object_or_404(Certificate.objects.of(request.user).public(), uid=uid)
    return HttpResponse(render_preview(certificate.content), content_type="image/png")


@require_GET
def look_up(request):
    form = LookUpForm(request.GET if "number" in request.GET else None)
    if form.is_bound:
        if is_over_limit(client_address(request)):
            return _throttled(request)
        if form.is_valid():
            return redirect("certificates:verify", serial=form.cleaned_data["number"])
    context = {"form": form, "crumbs": [(CHECK, "")]}
    return _public(render(request, "certificates/look_up.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request, serial):
    if is_over_limit(client_address(request)):
        return _throttled(request)
    if read_serial(serial) not in {None, serial}:
        return redirect("certificates:verify", serial=read_serial(serial))
    form = SurnameForm(request.POST if request.method == "POST" else None)
    surname = form.cleaned_data["surname"] if form.is_valid() else ""
    verdict = verify_serial(text=serial, surname=surname, on=localdate())
    if surname and verdict is not UNKNOWN and not verdict.shows_name:
        form.add_error("surname", SurnameForm.WRONG)
    context = {
        "verdict": verdict,
        "form": form,
        "look_up_form": LookUpForm(),
        "Outcome": Outcome,
        "crumbs": [(CHECK, reverse("certificates:look_up")), (_("Uitslag"), "")],
    }
    return _public(
        render(request, "certificates/verify.html", context, status=404 if verdict is UNKNOWN else 200)
    )


def _own_completion(request, uid):
    completions = Completion.objects.of(request.user)
    return get_object_or_404(completions.select_related("edition__course", "enrolment__run"), uid=uid)


def _newest(certificates):
    return max(certificates, key=lambda certificate: certificate.pk, default=None)


def _retry(certificate, *, by, at):
    try:
        return retry_certificate(certificate=certificate, by=by, at=at)
    except NotRenderable:
        return certificate


def _status(request, completion):
    name = "_status.html" if request.htmx else "status.html"
    certificate = Certificate.objects.newest_of(completion)
    context = {
        "completion": completion,
        "certificate": certificate,
        "crumbs": [*LEARNING, (MINE, reverse("certificates:mine")), (completion.edition.course.title, "")],
    }
    return render(request, f"certificates/{name}", context)


def _throttled(request):
    response = render(request, "certificates/throttled.html", status=429)
    response["Retry-After"] = seconds_to_wait()
    return _public(response)


def _public(response):
    """A page about a person: not for search engines, not for the next site, not for a cache."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
