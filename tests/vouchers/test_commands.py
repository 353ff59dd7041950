"""An operator's entrance."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories.vouchers import make_application, make_award, make_open_round, make_scheme
from vouchers.models import Finding, RoundBudget, RuleRun, RuleSet, RuleSetRule

pytestmark = pytest.mark.django_db


def said(capsys, *command):
    call_command(*command)
    return capsys.readouterr().out.strip()


def test_provision_scheme_lays_the_rules_twice_without_a_change(capsys):
    first, again = (said(capsys, "provision_scheme") for _twice in range(2))

    assert first == again == "AiNed Opleidingsvoucher: regelset ained-2027 v1 ligt vast."


def test_provision_scheme_names_what_it_knows():
    with pytest.raises(CommandError, match="Kies uit: ained-opleidingsvoucher"):
        call_command("provision_scheme", "bestaat-niet")


def test_provision_scheme_refuses_changed_rules(now):
    make_scheme(at=now)
    RuleSet.objects.update(sha256="1" * 64)

    with pytest.raises(CommandError, match="versienummer"):
        call_command("provision_scheme")


def test_allocate_round_tells_what_it_did(now, capsys):
    round = make_open_round(at=now, ceiling_cents=44_400)
    for _number in range(2):
        make_application(round=round, at=now)

    told = said(capsys, "allocate_round", "ained-opleidingsvoucher", "1")

    assert told.endswith("ronde 1: 1 toegekend, 1 op de wachtlijst, 0 afgewezen.")


def test_allocate_round_refuses_a_round_that_is_not_open():
    with pytest.raises(CommandError, match="nog niet open"):
        call_command("allocate_round", "ained-opleidingsvoucher", "7")


def test_reconcile_is_silent_about_books_that_agree(now, capsys):
    make_award(at=now)

    assert said(capsys, "reconcile") == "De boeken kloppen op de cent."


def test_reconcile_ends_with_1_over_one_cent(now, capsys):
    make_award(at=now)
    RoundBudget.objects.update(lapsed_cents=1)

    with pytest.raises(SystemExit) as end:
        call_command("reconcile")

    assert end.value.code == 1
    assert (
        "I2 AiNed Opleidingsvoucher, ronde 1 lapsed_cents: verwacht 1, gevonden 0" in capsys.readouterr().err
    )


def test_rerun_rules_finds_the_same(now, capsys):
    make_award(at=now)

    told = {said(capsys, "rerun_rules", str(run.uid)) for run in RuleRun.objects.all()}

    assert told == {"9 bevindingen, gelijk aan toen."}
    assert Finding.objects.count() == 27


def test_rerun_rules_finds_a_rule_that_was_altered(now, capsys):
    make_award(at=now)
    RuleSetRule.objects.filter(rule_id="E08").update(parameters={"below_awu_centi": 1})

    with pytest.raises(SystemExit) as end:
        call_command("rerun_rules", str(RuleRun.objects.get(moment="C").uid))

    assert (end.value.code, capsys.readouterr().err.strip()) == (1, "Anders dan toen: E08.")


def test_rerun_rules_refuses_an_unknown_run():
    with pytest.raises(CommandError, match="is er niet"):
        call_command("rerun_rules", "7b0f9a4e-8e0e-4a53-9a0e-000000000000")
