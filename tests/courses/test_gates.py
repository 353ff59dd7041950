import pytest
from django.core.files.base import ContentFile
from wagtail_factories import CollectionFactory, ImageFactory

from courses.gates import findings
from courses.models import LessonPage, Media, MediaTrack, Question
from tests.factories.courses import (
    LessonPageFactory,
    QuestionFactory,
    multiple_answer,
    quiz_body,
    true_false_answer,
)

pytestmark = pytest.mark.django_db


def codes(**fields):
    lesson = LessonPageFactory(**fields)
    return [finding.code for finding in findings(LessonPage.objects.get(pk=lesson.pk))]


def picture(alt, *, decorative=False):
    image = ImageFactory()
    image.contextual_alt_text, image.decorative = alt, decorative
    return [("image", {"image": image, "caption": "", "credit": ""})]


def heading(level):
    return ("heading", {"level": level, "text": "Kop"})


def test_a_plain_lesson_has_no_findings():
    assert codes() == []


def test_a_lesson_starts_with_a_level_two_heading():
    assert codes(body=[heading("h3")]) == ["heading_order"]
    assert codes(body=[heading("h2"), heading("h3")]) == []


def test_a_picture_has_an_alt_text_or_is_decorative():
    assert codes(body=picture("")) == ["alt_missing"]
    assert codes(body=picture("foto.JPG")) == ["alt_is_filename"]
    assert codes(body=picture("", decorative=True)) == []
    assert codes(body=picture("Een melkrobot naast een koe.")) == []


def test_a_picture_that_has_gone_is_found():
    assert codes(body=[("image", {"image": None, "caption": "", "credit": ""})]) == ["image_missing"]


def test_a_video_has_captions_and_a_transcript():
    collection = CollectionFactory(parent=None)
    video = Media.objects.create(
        title="Uitleg", type="video", collection=collection, file=ContentFile(b"x", name="uitleg.mp4")
    )
    body = [("media", {"media": video, "start": None, "poster": None})]
    assert codes(body=body) == ["transcript_missing", "captions_missing"]

    Media.objects.update(transcript="Alles wat wordt gezegd.")
    MediaTrack.objects.create(media=video, file=ContentFile(b"WEBVTT", name="nl.vtt"))

    assert codes(body=body) == []
    assert codes(body=[("media", {"media": None, "start": None, "poster": None})]) == ["media_missing"]


def test_a_lesson_is_passed_exactly_when_it_has_a_quiz():
    assert codes(body=quiz_body([QuestionFactory()])) == ["criterion"]
    assert codes(criterion="PASSED") == ["criterion"]


def test_a_draw_leaves_a_fifth_to_choose_from():
    questions = [QuestionFactory(answer=multiple_answer()), QuestionFactory(answer=true_false_answer())]

    assert codes(criterion="PASSED", body=quiz_body(questions, draw=2)) == ["quiz_pool"]
    assert codes(criterion="PASSED", body=quiz_body(questions, draw=1)) == []


def test_a_question_that_has_gone_or_has_no_answers_is_found():
    empty = QuestionFactory(answer=[])
    assert codes(criterion="PASSED", body=quiz_body([empty])) == ["quiz_key"]

    gone = QuestionFactory()
    body = quiz_body([gone])
    lesson = LessonPageFactory(criterion="PASSED", body=body)
    Question.objects.filter(pk=gone.pk).delete()

    assert [finding.code for finding in findings(LessonPage.objects.get(pk=lesson.pk))] == ["quiz_pool"]
