"""The files of the demo courses, checked before anything is made of them."""

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent / "content"
COURSES = ["nationale-ai-cursus", "nationale-ai-zorg-cursus", "ai-cursus-landbouw-en-voeding"]


class Checked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OptionText(Checked):
    text: str
    correct: bool
    feedback: str


class QuestionText(Checked):
    key: str
    kind: Literal["single", "multiple", "true_false"]
    stem: str
    points: int = 1
    general_feedback: str = ""
    options: list[OptionText]
    sources: list[str] = []
    level: str = "EVERYONE"
    tags: list[str] = []


class LessonText(Checked):
    slug: str
    title: str
    minutes: int
    criterion: Literal["CONFIRMED", "PASSED"] = "CONFIRMED"
    body: list[dict[str, Any]]


class SharedLesson(Checked):
    lesson: str


class ModuleText(Checked):
    slug: str
    title: str
    intro: str
    lessons: list[str | SharedLesson]


class CourseText(Checked):
    slug: str
    title: str
    intro: str
    search_description: str
    outcomes: list[str]
    audience: str
    level: str
    form: str
    sectors: list[str]
    pass_percent: int
    modules: list[ModuleText]


def read_course(slug: str) -> CourseText:
    return CourseText(**_read(slug, "course.yaml"))


def read_lesson(course: str, slug: str) -> LessonText:
    return LessonText(**_read(course, f"lessons/{slug}.yaml"))


def read_questions(course: str) -> dict[str, QuestionText]:
    return {row["key"]: QuestionText(**row) for row in _read(course, "questions.yaml")}


def _read(course, name):
    return yaml.safe_load((FOLDER / course / name).read_text(encoding="utf-8"))
