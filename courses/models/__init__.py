from courses.models.bank import LabelledQuestion, Question, QuestionLabel
from courses.models.catalogue import CatalogueEntry
from courses.models.choices import Audience, Criterion, Form, Level
from courses.models.completion import Completion
from courses.models.editions import (
    CourseEdition,
    EditionContent,
    EditionLesson,
    EditionModule,
    EditionQuestion,
    EditionQuiz,
)
from courses.models.enrolment import Enrolment
from courses.models.media import Media, MediaTrack
from courses.models.pages import (
    CatalogueIndexPage,
    CoursePage,
    CourseRequirement,
    LessonPage,
    LessonReferencePage,
    ModulePage,
    ProviderIndexPage,
    ProviderPage,
)
from courses.models.progress import LearningEvent, LessonProgress
from courses.models.quizzes import Answer, QuizAttempt
from courses.models.runs import CourseRun, RunPrice

__all__ = [
    "Answer",
    "Audience",
    "CatalogueEntry",
    "CatalogueIndexPage",
    "Completion",
    "CourseEdition",
    "CoursePage",
    "CourseRequirement",
    "CourseRun",
    "Criterion",
    "EditionContent",
    "EditionLesson",
    "EditionModule",
    "EditionQuestion",
    "EditionQuiz",
    "Enrolment",
    "Form",
    "LabelledQuestion",
    "LearningEvent",
    "LessonPage",
    "LessonProgress",
    "LessonReferencePage",
    "Level",
    "Media",
    "MediaTrack",
    "ModulePage",
    "ProviderIndexPage",
    "ProviderPage",
    "Question",
    "QuestionLabel",
    "QuizAttempt",
    "RunPrice",
]
