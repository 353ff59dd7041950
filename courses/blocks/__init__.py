from courses.blocks.answers import AnswerBody
from courses.blocks.lesson import LessonBody
from courses.blocks.quiz import Feedback

__all__ = ["AnswerBody", "Feedback", "LessonBody"]
