"""What later chapters read of a course: minutes and titles of a frozen edition."""

from courses.models import CourseEdition
from courses.outline import edition_outline


def course_title(*, edition: CourseEdition, language: str = "nl") -> str:
    """The title as it was frozen."""
    return edition_outline(edition=edition, language=language).title


def course_minutes(*, edition: CourseEdition) -> int:
    """The minutes of all lessons together."""
    return edition_outline(edition=edition, language=edition.source_language).minutes


def module_titles(*, edition: CourseEdition, language: str = "nl") -> list[str]:
    """The titles of the modules, in order."""
    return [module.title for module in edition_outline(edition=edition, language=language).modules]


def lesson_titles(*, edition: CourseEdition, language: str = "nl") -> list[str]:
    """The titles of the lessons, in order."""
    return [lesson.title for lesson in edition_outline(edition=edition, language=language).lessons]
