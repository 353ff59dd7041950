from wagtail import hooks
from wagtail.permissions import register_permission_policy

from audit.permissions import ReadOnlyPolicy
from courses.models import CourseEdition, CourseRun, Enrolment
from courses.viewsets import TeachingGroup

register_permission_policy(CourseEdition, ReadOnlyPolicy(CourseEdition))
register_permission_policy(CourseRun, ReadOnlyPolicy(CourseRun))
register_permission_policy(Enrolment, ReadOnlyPolicy(Enrolment))


@hooks.register("register_admin_viewset")
def register_teaching():
    return TeachingGroup()
