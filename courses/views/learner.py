"""The learner's own pages: what I follow, a course, a lesson, and why I am not done yet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.clock import database_now
from courses import player
from courses.enrolments import NotWithdrawable, withdraw
from courses.models import CatalogueEntry, Completion, Enrolment
from courses.progress import NotConfirmable, confirm_lesson, open_lesson


def own_enrolment(request, uid):
    """An enrolment of this person; somebody else's does not exist here."""
    return get_object_or_404(Enrolment.objects.of(request.user).for_player(), uid=uid)


def readable_enrolment(request, uid):
    enrolment = own_enrolment(request, uid)
    if not enrolment.is_readable:
        raise Http404
    return enrolment


@login_required
def dashboard(request):
    enrolments = list(Enrolment.objects.of(request.user).for_player().order_by("-enrolled_at", "-pk"))
    shown = [row for row in enrolments if row.status != Enrolment.Status.ENDED]
    courses = player.course_views(enrolments=shown)
    context = {
        "active": [view for view in courses if view.enrolment.status == Enrolment.Status.ACTIVE],
        "reserved": [view for view in courses if view.enrolment.status == Enrolment.Status.RESERVED],
        "completed": _with_completions(courses),
    }
    return render(request, "courses/dashboard.html", context)


def _with_completions(courses):
    done = {
        view.enrolment.pk: view for view in courses if view.enrolment.status == Enrolment.Status.COMPLETED
    }
    completions = Completion.objects.filter(enrolment__in=done).order_by("-completed_at")
    return [(done[completion.enrolment_id], completion) for completion in completions]


@login_required
def enrolment(request, uid):
    enrolment = own_enrolment(request, uid)
    context = {
        "view": player.course_view(enrolment=enrolment),
        "enrolment": enrolment,
        "entry": CatalogueEntry.objects.filter(course_key=enrolment.course_key).first(),
        "completion": Completion.objects.filter(enrolment=enrolment).first(),
    }
    return render(request, "courses/enrolment.html", context)


@login_required
def lesson(request, uid, lesson_key):
    view = player.lesson_view(enrolment=readable_enrolment(request, uid), lesson_key=lesson_key)
    if view is None:
        raise Http404
    enrolment = view.course.enrolment
    quiz = None
    if view.lesson.quiz:
        quiz = player.quiz_view(enrolment=enrolment, lesson=view.lesson, at=timezone.now())
    if view.is_new:
        open_lesson(enrolment=enrolment, lesson_key=lesson_key, at=database_now())
    context = {"view": view, "course": view.course, "enrolment": enrolment, "quiz": quiz}
    return render(request, "courses/lesson.html", context)


@login_required
@require_POST
def confirm(request, uid, lesson_key):
    enrolment = readable_enrolment(request, uid)
    outline = player.outline_of(enrolment)
    if outline.find(lesson_key) is None:
        raise Http404
    try:
        confirm_lesson(enrolment=enrolment, lesson_key=lesson_key, at=database_now())
    except NotConfirmable as reason:
        messages.error(request, str(reason))
        return redirect("courses:lesson", uid=uid, lesson_key=lesson_key)
    if _just_completed(enrolment):
        messages.success(request, _("Gefeliciteerd! Je hebt de cursus afgerond."))
        return redirect("courses:enrolment", uid=uid)
    _before, after = outline.around(lesson_key)
    if after is None:
        return redirect("courses:enrolment", uid=uid)
    return redirect("courses:lesson", uid=uid, lesson_key=after.key)


def _just_completed(enrolment):
    was_active = enrolment.status == Enrolment.Status.ACTIVE
    enrolment.refresh_from_db(fields=["status"])
    return was_active and enrolment.status == Enrolment.Status.COMPLETED


@login_required
def progress(request, uid):
    enrolment = own_enrolment(request, uid)
    reasons = player.reasons(enrolment=enrolment, at=timezone.now())
    context = {
        "view": player.course_view(enrolment=enrolment),
        "enrolment": enrolment,
        "done": [reason for reason in reasons if reason.at],
        "missing": [reason for reason in reasons if not reason.at],
    }
    return render(request, "courses/progress.html", context)


@login_required
@require_POST
def end(request, uid):
    try:
        withdraw(enrolment=own_enrolment(request, uid), by=request.user, at=database_now())
    except NotWithdrawable as reason:
        messages.error(request, str(reason))
        return redirect("courses:enrolment", uid=uid)
    messages.success(request, _("Je bent uitgeschreven. Wat je al deed, blijft bewaard."))
    return redirect("courses:dashboard")
