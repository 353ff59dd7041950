from django import template
from django.core.cache import caches
from django.utils.timezone import localdate

from home.charts import whole_number
from kpi.definitions import FIGURES
from kpi.figures import employees_by_month, merge_small
from kpi.publication import line_to_goal

register = template.Library()
SECONDS = 60


@register.inclusion_tag("kpi/_line.html")
def kpi_line():
    """The count towards the goal and its line: at most one query, none within a minute."""
    today = localdate()
    return caches["process"].get_or_set(f"kpi:line:{today}", lambda: _line(today), SECONDS)


def _line(today):
    months = employees_by_month()
    employees = FIGURES["employees"]
    return {
        "count": sum(count for _month, count in months),
        "goal": employees.goal,
        "chart": line_to_goal(employees, merge_small(months), today),
    }


@register.filter
def grouped(value):
    """A number as it reads in Dutch; words stay as they are."""
    return whole_number(value) if isinstance(value, int) else value
