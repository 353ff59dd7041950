"""The two chains from end to end, in a real browser, on the whole demo: the learner's, and the voucher's."""

import json
import re
import urllib.request

import pypdf
import pytest
from docx import Document

from lms.demo.content import COURSES, read_questions

pytestmark = pytest.mark.browser
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
            page.get_by_role("main").locator("dl > div").filter(has_not_text="Behaald").get_by_role(
                "link"
            ).first.click()
        page.wait_for_load_state()
    raise AssertionError(f"The course does not end: {page.url}")


def counted(visitor):
    """How many employees the public page counts now."""
    with urllib.request.urlopen(f"{visitor.address}/voortgang/data.json") as answer:
        rows = json.load(answer)["cijfers"]
    return next(
        row["aantal"] for row in rows if row["uitsplitsing"] == "totaal" and row["kengetal"] == "employees"
    )


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


def apply_for_vouchers(employer):
    """From the portal to the receipt; leaves the number of the application."""
    page = employer.page
    employer.looks("organisation")
    page.get_by_role("main").get_by_role("link", name=re.compile("aanvragen", re.I)).first.click()
    employer.looks("rounds")
    page.get_by_role("main").get_by_role("button", name=re.compile("Begin|aanvra", re.I)).first.click()
    page.get_by_label("Mkb-onderneming").check()
    employer.looks("apply")
    page.get_by_role("button", name="Opslaan en verder").click()
    page.get_by_label("Arbeidsjaareenheden").fill("88,5")
    page.get_by_label("Jaaromzet in euro's").fill("13.400.000")
    page.get_by_label("Balanstotaal in euro's").fill("8.600.000")
    page.get_by_role("button", name="Opslaan en verder").click()
    page.get_by_label("Nee").check()
    page.get_by_role("button", name="Opslaan en verder").click()
    page.get_by_label("Hoeveel vouchers vraagt u aan?").fill("3")
    page.get_by_role("button", name="Opslaan en verder").click()
    employer.looks("apply-review")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Aanvraag indienen").click()
    employer.looks("apply-receipt")
    return re.search(r"AV-[\w-]+", page.inner_text("main")).group()


def award(officer, number):
    """Find the application in the list, sign it and let the round be divided."""
    page = officer.goes_to("/rvo/")
    officer.looks("rvo")
    officer.goes_to("/rvo/aanvragen/")
    officer.looks("rvo-applications")
    for _second in range(30):
        page = officer.goes_to(f"/rvo/aanvragen/?q={number}")
        page.get_by_role("link", name=number).click()
        if page.get_by_role("link", name="Voldoet", exact=True).count():
            break
        page.wait_for_timeout(1000)
    officer.looks("rvo-file")
    for act, button in (("Voldoet", "Onderteken: voldoet"), ("Nu verdelen", "Nu verdelen")):
        page.get_by_role("link", name=act, exact=True).click()
        page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("main").get_by_text("Toegekend", exact=True).first.wait_for()


def redeem_and_pay(employer):
    """Use a voucher for an employee, look at the split, and pay the rest on the payment page."""
    page = employer.goes_to("/organisatie/")
    page.get_by_role("link", name="Alle vouchers").click()
    employer.looks("vouchers")
    page.get_by_role("link", name="Verzilveren").first.click()
    page.get_by_label("Nationale AI-Zorg Cursus").check()
    page.get_by_label("Medewerker", exact=True).select_option(label="Noor de Vries (cursist@example.org)")
    page.get_by_label("Geboortedatum van de medewerker").fill("1988-04-12")
    employer.looks("redeem")
    page.get_by_role("button", name="Bekijk wie wat betaalt").click()
    employer.looks("redeem-split")
    page.get_by_role("button", name="Verzilveren en betalen").click()
    page.get_by_label("Uw bank").select_option("rabobank")
    page.get_by_role("button", name="Betalen", exact=True).click()
    page.get_by_text("is ingeschreven en kan inloggen om te beginnen").wait_for()
    employer.looks("redemption")


def test_an_employer_gets_vouchers_pays_the_rest_and_the_auditor_finds_all_of_it(visitor, tmp_path):
    employer = visitor().signs_in("werkgever")
    number = apply_for_vouchers(employer)
    award(visitor().signs_in("behandelaar"), number)
    redeem_and_pay(employer)

    learner = visitor().signs_in("cursist")
    learner.page.get_by_role("heading", name="Nationale AI-Zorg Cursus").wait_for()

    auditor = visitor().signs_in("auditor")
    page = auditor.goes_to(f"/rvo/aanvragen/?q={number}")
    with page.expect_download() as coming:
        page.get_by_role("link", name=re.compile("CSV")).click()
    coming.value.save_as(tmp_path / "applications.csv")
    assert number in (tmp_path / "applications.csv").read_text(encoding="utf-8-sig")
    page.get_by_role("link", name=number).click()
    auditor.looks("rvo-auditor")
    for name in ("application.submitted", "application.awarded", "Toegekend"):
        assert page.get_by_text(name).count(), name
    with page.expect_download() as coming:
        page.get_by_role("link", name=re.compile("Verlening|toekenning|Besluit", re.I)).last.click()
    coming.value.save_as(tmp_path / "letter.docx")
    letter = "\n".join(paragraph.text for paragraph in Document(tmp_path / "letter.docx").paragraphs)
    assert "Wij kennen uw aanvraag" in letter
    assert "Metaalbewerking IJsselstaal" in letter
    assert page.get_by_role("button", name="Nu verdelen").count() == 0
    auditor.goes_to("/rvo/vouchers/?q=Noor")
    auditor.looks("rvo-vouchers")
