import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.test import RequestFactory
from wagtail.blocks import StructBlockValidationError

from courses.blocks import AnswerBody, LessonBody

BLOCKS = [
    *((f"les-{name}", block) for name, block in LessonBody().child_blocks.items()),
    *((f"antwoord-{name}", block) for name, block in AnswerBody().child_blocks.items()),
]


@pytest.mark.parametrize("block", [block for _name, block in BLOCKS], ids=[name for name, _block in BLOCKS])
@pytest.mark.django_db
def test_every_block_says_what_it_is_and_shows_itself(block):
    assert block.meta.icon
    assert block.meta.icon != "placeholder"
    assert block.label
    assert block.meta.description
    assert get_template(block.meta.template)
    value = block.normalize(block.meta.preview_value)
    html = block.render(value, context={"request": RequestFactory().get("/")})
    assert html.strip()


def test_a_table_has_rows_of_equal_length():
    block = LessonBody().child_blocks["table"]
    value = block.normalize({"caption": "x", "rows": [["a", "b"], ["c"]]})

    with pytest.raises((ValidationError, StructBlockValidationError), match="evenveel cellen"):
        block.clean(value)


@pytest.mark.parametrize(
    ("kind", "correct", "text"),
    [
        ("single", [True, True], "precies één"),
        ("single", [False, False], "precies één"),
        ("multiple", [False], "ten minste één"),
    ],
)
def test_a_question_has_the_right_number_of_right_answers(kind, correct, text):
    block = AnswerBody().child_blocks[kind]
    options = [{"text": "x", "correct": right, "feedback": "y"} for right in correct]
    options += [{"text": "z", "correct": False, "feedback": "y"}] * (2 - len(options))

    with pytest.raises((ValidationError, StructBlockValidationError), match=text):
        block.clean(block.normalize({"options": options}))


@pytest.mark.parametrize(("kind", "correct"), [("single", [True, False]), ("multiple", [True, True])])
def test_a_good_question_is_kept(kind, correct):
    block = AnswerBody().child_blocks[kind]
    value = block.normalize(
        {"options": [{"text": "x", "correct": right, "feedback": "y"} for right in correct]}
    )

    assert [option["correct"] for option in block.clean(value)["options"]] == correct


def test_headings_and_tables_render_what_they_mean():
    blocks = LessonBody().child_blocks
    heading, table = blocks["heading"], blocks["table"]

    assert "<h3>Kop</h3>" in heading.render(heading.normalize({"level": "h3", "text": "Kop"}))
    plain = table.render(
        table.normalize({"caption": "x", "header_row": False, "header_column": False, "rows": [["a"], ["b"]]})
    )
    assert "<th" not in plain
    assert "<caption>x</caption>" in plain
