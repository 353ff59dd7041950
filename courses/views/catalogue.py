"""The catalogue and the page of a course: what a visitor sees."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Membership
from audit.clock import database_now
from courses.enrolments import NotEnrollable, enrol
from courses.facets import LABELS
from courses.forms import EnrolForm
from courses.models import CatalogueEntry, CatalogueIndexPage, CourseRun, Enrolment
from courses.outline import edition_outline
from courses.places import left
from courses.search import ORDERS, find_courses

PER_PAGE = 24


def catalogue(request):
    query = request.GET.get("q", "").strip()[:100]
    chosen = {name: request.GET.getlist(name) for name in LABELS}
    order = request.GET.get("volgorde", "titel")
    found = find_courses(language=get_language(), query=query, chosen=chosen, order=order)
    paginator = Paginator(found.entries, PER_PAGE)
    paginator.count = found.count  # known from the facets; asking again is a query
    context = {
        "query": query,
        "found": found,
        "order": order,
        "orders": [(name, label) for name, (label, _fields) in ORDERS.items()],
        "page": paginator.get_page(request.GET.get("page")),
        "is_filtered": bool(query or any(chosen.values())),
    }
    if request.htmx:
        return render(request, "courses/_results.html", context)
    context["lede"] = CatalogueIndexPage.objects.live().values_list("intro", flat=True).first()
    return render(request, "courses/catalogue.html", context)


@dataclass
class CourseOffer:
    """A course with what this visitor may do: its runs, their own enrolment, their employers."""

    entry: CatalogueEntry
    user: object
    on: object

    @cached_property
    def runs(self):
        runs = CourseRun.objects.filter(edition=self.entry.edition_id).enrollable(self.on)
        runs = list(runs.for_offer().order_by("starts_on", "pk"))
        for run in runs:
            run.places_left = left(capacity=run.capacity, taken=run.taken)
        return runs

    @property
    def free_runs(self):
        """Those that one may start without paying first."""
        return [
            run
            for run in self.runs
            if not run.price_cents and run.places_left != 0 and not run.organisation_id
        ]

    @property
    def has_places(self):
        return any(run.places_left != 0 for run in self.runs)

    @cached_property
    def enrolment(self):
        """The learner's own: the current one, or else the one they completed."""
        if not self.user.is_authenticated:
            return None
        own = Enrolment.objects.of(self.user).filter(course_key=self.entry.course_key)
        shown = own.exclude(status=Enrolment.Status.ENDED).only("uid", "status", "reserved_until")
        return shown.order_by("-enrolled_at").first()

    @cached_property
    def memberships(self):
        if not self.user.is_authenticated:
            return []
        return list(
            Membership.objects.of(self.user).current(self.on).select_related("organisation").order_by("pk")
        )

    def form(self, data=None):
        """Asked for by the template only where somebody may start."""
        return EnrolForm(data, runs=self.free_runs, memberships=self.memberships)


def course(request, slug):
    offer = _offer_or_404(request, slug)
    entry = offer.entry
    outline = edition_outline(edition=entry.edition, language=entry.language)
    context = {"offer": offer, "entry": entry, "outline": outline}
    return render(request, "courses/course.html", context)


@login_required
@require_POST
def enrol_in_run(request, slug):
    offer = _offer_or_404(request, slug)
    form = offer.form(request.POST)
    if not form.is_valid():
        messages.error(request, _("Deze uitvoering is niet meer open. Kies een andere."))
        return redirect("courses:course", slug=slug)
    try:
        enrolment = enrol(
            learner=request.user,
            run=form.chosen_run,
            by=request.user,
            at=database_now(),
            employment=form.employment,
        )
    except NotEnrollable as reason:
        messages.error(request, str(reason))
        return redirect("courses:course", slug=slug)
    messages.success(request, _("Je bent ingeschreven. Veel plezier met leren!"))
    return redirect("courses:enrolment", uid=enrolment.uid)


def _offer_or_404(request, slug):
    entries = CatalogueEntry.objects.filter(slug=slug).in_language(get_language())
    entry = entries.for_course().order_by("pk").first()
    if entry is None:
        raise Http404
    return CourseOffer(entry, request.user, timezone.localdate())
