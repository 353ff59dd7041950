"""A scheme is a file of rows."""

import pytest

from tests.factories.vouchers import make_scheme
from vouchers import provisioning
from vouchers.models import AidCeiling, RuleSet, RuleSetRule, Scheme
from vouchers.provisioning import RuleSetFrozen, provision_scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheme_file(tmp_path, monkeypatch):
    """A copy of the AiNed file that a test may change."""
    copy = tmp_path / "ained-opleidingsvoucher.yaml"
    copy.write_text((provisioning.FOLDER / copy.name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(provisioning, "FOLDER", tmp_path)
    return copy


def test_provision_scheme_lays_the_ained_voucher(now):
    scheme, rule_set = make_scheme(at=now)

    rules = set(rule_set.rules.values_list("rule_id", flat=True))
    ceilings = dict(AidCeiling.objects.filter(regime="DE_MINIMIS").values_list("sector", "ceiling_cents"))
    assert (scheme.code, str(rule_set)) == ("ained-opleidingsvoucher", "ained-2027 v1")
    assert rules == {"E03", "E04", "E08", "E09", "E15", "E22", "E35", "V03", "V04"}
    assert ceilings == {
        "GENERAL": 30_000_000,
        "AGRICULTURE": 5_000_000,
        "FISHERIES": 3_000_000,
        "SGEI": 75_000_000,
    }


def test_provision_scheme_twice_changes_nothing(now):
    make_scheme(at=now)
    before = [model.objects.count() for model in (Scheme, RuleSet, RuleSetRule, AidCeiling)]

    make_scheme(at=now)

    assert [model.objects.count() for model in (Scheme, RuleSet, RuleSetRule, AidCeiling)] == before


def test_provision_scheme_refuses_other_rules_under_a_frozen_version(now, scheme_file):
    make_scheme(at=now)
    scheme_file.write_text(
        scheme_file.read_text().replace("below_awu_centi: 25000", "below_awu_centi: 30000")
    )

    with pytest.raises(RuleSetFrozen, match="versienummer"):
        make_scheme(at=now)


def test_provision_scheme_takes_changed_rules_as_a_new_version(now, scheme_file):
    make_scheme(at=now)
    scheme_file.write_text(scheme_file.read_text().replace("version: 1", "version: 2"))

    _scheme, rule_set = make_scheme(at=now)

    assert (rule_set.version, RuleSet.objects.count(), Scheme.objects.count()) == (2, 2, 1)


def test_provision_scheme_refuses_a_rule_that_nobody_wrote(now, scheme_file):
    scheme_file.write_text(scheme_file.read_text().replace("function: E08@1", "function: E08@9"))

    with pytest.raises(LookupError, match="E08@9"):
        provision_scheme(code="ained-opleidingsvoucher", at=now)
