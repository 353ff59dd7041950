from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from audit.clock import database_now
from audit.recording import record
from courses.models import CourseEdition, CourseRun, Enrolment, Question


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Vragenbank")
    menu_order = 100
    add_to_admin_menu = False
    list_display = ["__str__", "provider", "level", "points"]
    list_filter = ["provider", "level"]
    # A copy would keep the ids of the options, and two questions would share their answers.
    copy_view_enabled = False
    inspect_view_enabled = True


class ListView(generic.IndexView):
    """A list to look at: there is no file to take with you."""

    FORMATS = ()


class WatchedListView(ListView):
    """A list of people; every look leaves a trace, without what was searched for."""

    def get(self, request, *args, **kwargs):
        leave_trace(request, request.user)
        return super().get(request, *args, **kwargs)


class WatchedInspectView(generic.InspectView):
    """What is known about one person; every look leaves a trace."""

    def get(self, request, *args, **kwargs):
        leave_trace(request, self.object)
        return super().get(request, *args, **kwargs)


@transaction.atomic
def leave_trace(request, subject):
    """Record that somebody looked; without it nothing is shown."""
    route = request.resolver_match.view_name
    record("access.viewed", subject, by=request.user, at=database_now(), route=route)


class EditionViewSet(ModelViewSet):
    model = CourseEdition
    index_view_class = ListView
    icon = "lock"
    menu_label = _("Edities")
    menu_order = 200
    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields = []
    list_display = ["__str__", "number", "status", "frozen_at", "activated_at"]
    list_filter = ["status"]
    inspect_view_fields = [
        "course",
        "number",
        "status",
        "requested_at",
        "frozen_at",
        "activated_at",
        "retires_on",
        "rules",
        "manifest_sha256",
        "changelog",
    ]


class RunViewSet(ModelViewSet):
    model = CourseRun
    index_view_class = ListView
    icon = "calendar-alt"
    menu_label = _("Uitvoeringen")
    menu_order = 300
    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields = []
    list_display = [
        "code",
        "edition",
        "provider",
        "mode",
        "starts_on",
        "capacity",
        "voucher_eligible",
        "status",
    ]
    list_filter = ["status", "mode", "voucher_eligible"]


class EnrolmentViewSet(ModelViewSet):
    model = Enrolment
    index_view_class = WatchedListView
    inspect_view_class = WatchedInspectView
    icon = "group"
    menu_label = _("Inschrijvingen")
    menu_order = 400
    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields = []
    list_display = ["uid", "learner", "run", "status", "enrolled_at"]
    list_filter = ["status"]
    search_fields = ["learner__email", "learner__last_name", "run__code"]
    search_backend_name = None


class TeachingGroup(ViewSetGroup):
    menu_label = _("Opleiden")
    menu_icon = "openquote"
    menu_order = 150
    items = (QuestionViewSet, EditionViewSet, RunViewSet, EnrolmentViewSet)
