"""The two chains from end to end, in a real browser, on the whole demo: the learner's, and the voucher's."""

import json
import re
import urllib.request

import pypdf
import pytest
from docx import Document

from lms.demo.content import COURSES, read_questions

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
QUESTIONS = {
    question.stem.strip(): question for course in COURSES for question in read_questions(course).values()
}


def right_words(question):
    if question.kind == "true_false":
        return ["Waar" if question.options[0].correct else "Niet waar"]
    return [option.text.strip() for option in question.options if option.correct]


def answer_quiz(page):
    """Choose every right answer of the quiz on the screen, as somebody who did the lessons would."""
    for group in page.locator("fieldset").all():
        stem = group.locator("legend").inner_text().split("\n")[-1].strip()
        for words in right_words(QUESTIONS[stem]):
            group.get_by_label(words, exact=True).check()
    page.get_by_role("button", name="Inleveren").click()


def finish_course(learner):
    """Take every step that is left: confirm each lesson, pass each quiz."""
    page = learner.page
    done = page.get_by_text("Gefeliciteerd! Je hebt de cursus afgerond.")
    for _step in range(60):
        if done.count():
            return
        button = page.get_by_role("main").get_by_role(
            "button", name=re.compile("Les afronden en verder|Begin de toets")
        )
        if page.get_by_role("button", name="Inleveren").count():
            learner.looks("quiz")
            answer_quiz(page)
            learner.looks("quiz-result")
            assert page.get_by_role("heading", name="Gehaald", exact=True).count() == 1
        elif button.count():
            button.first.click()
        elif page.get_by_role("link", name=re.compile("^Volgende|^Ga verder met de toets")).count():
            page.get_by_role("link", name=re.compile("^Volgende|^Ga verder met de toets")).first.click()
        else:
            page.get_by_role("link", name="Waarom ben ik nog niet klaar?").first.click()
            learner.looks("reasons")
            page.get_by_role("main").locator("li, tr").filter(has_not_text="Behaald").get_by_role("link").first.click()
        page.wait_for_load_state()
    raise AssertionError(f"The course does not end: {page.url}")


def counted(visitor):
    """How many employees the public page counts now."""
    with urllib.request.urlopen(f"{visitor.address}/voortgang/data.json") as answer:
        rows = json.load(answer)["cijfers"]
    return next(row["aantal"] for row in rows if row["uitsplitsing"] == "totaal" and row["kengetal"] == "employees")


def test_a_learner_finishes_the_course_and_the_country_counts_one_more(visitor, tmp_path):
    learner = visitor()
    page = learner.goes_to("/")
    learner.looks("home")
    learner.goes_to("/cursussen/")
    learner.looks("catalogue")
    learner.goes_to("/cursussen/nationale-ai-cursus/")
    learner.looks("course")
    before = counted(learner)

    learner.signs_in("cursist")
    learner.looks("dashboard")
    page.get_by_role("link", name="Ga verder").click()
    learner.looks("lesson")
    finish_course(learner)
    page.get_by_role("link", name="Naar je certificaat").click()

    download = page.get_by_role("link", name="Certificaat in PDF")
    download.wait_for(timeout=10_000)
    learner.looks("certificate")
    pdf, word = tmp_path / "certificate.pdf", tmp_path / "certificate.docx"
    for name, path in (("PDF", pdf), ("Word", word)):
        with page.expect_download() as coming:
            page.get_by_role("link", name=f"Certificaat in {name}").click()
        coming.value.save_as(path)
    text = pypdf.PdfReader(pdf).pages[0].extract_text()
    assert "Noor de Vries" in text
    assert "Nationale AI-cursus" in text
    assert "Noor de Vries" in "\n".join(paragraph.text for paragraph in Document(word).paragraphs)

    page.get_by_role("link", name="Bekijk de controlepagina").click()
    stranger = visitor()
    stranger.goes_to(page.url.removeprefix(learner.address))
    assert stranger.page.get_by_text("Echt en geldig").count()
    assert "Noor de Vries" not in stranger.page.inner_text("body")
    stranger.looks("verify")

    for _second in range(30):
        if counted(stranger) == before + 1:
            break
        stranger.page.wait_for_timeout(1000)
    stranger.goes_to("/voortgang/")
    stranger.looks("progress")
    assert counted(stranger) == before + 1
