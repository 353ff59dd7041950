from collections import Counter

from courses.papers import draw_paper

QUESTIONS = [f"vraag-{number}" for number in range(20)]
KEYS = {key: {"options": ["a", "b", "c"], "correct": ["a"]} for key in QUESTIONS}
SHUFFLED = {"shuffle_questions": True, "shuffle_options": True}
FIXED = {"shuffle_questions": False, "shuffle_options": False}


def paper(seed, *, draw=None, settings=SHUFFLED, keys=KEYS):
    return draw_paper(
        seed=seed,
        sections=[{"title": "", "questions": QUESTIONS, "draw": draw}],
        keys=keys,
        settings=settings,
    )


def test_a_seed_gives_one_paper():
    assert paper("x") == paper("x")
    assert paper("x") != paper("y")


def test_a_paper_holds_every_question_once_without_a_draw():
    assert sorted(question["key"] for question in paper("x")) == sorted(QUESTIONS)


def test_without_shuffling_the_order_of_the_author_stays():
    drawn = paper("x", settings=FIXED)

    assert [question["key"] for question in drawn] == QUESTIONS
    assert {tuple(question["options"]) for question in drawn} == {("a", "b", "c")}


def test_options_that_have_an_order_keep_it():
    keys = {key: {"options": ["true", "false"], "correct": ["true"], "fixed": True} for key in QUESTIONS}

    assert {tuple(question["options"]) for question in paper("x", keys=keys)} == {("true", "false")}


def test_a_draw_uses_each_question_about_equally_often():
    counts = Counter(question["key"] for seed in range(4000) for question in paper(str(seed), draw=5))

    assert set(counts) == set(QUESTIONS)
    assert all(850 < count < 1150 for count in counts.values())
