"""Aanvraag: prepared in a draft, submitted in one short transaction, withdrawn before a decision."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit.recording import canonical, record
from vouchers.answers import Answers
from vouchers.eligibility.facts import Facts, gather_facts
from vouchers.eligibility.rule_set import Found, in_the_way
from vouchers.findings import judge, store_run
from vouchers.models import (
    Application,
    CompanyYear,
    Declaration,
    Letter,
    Moment,
    Round,
    Submission,
)
from vouchers.numbering import new_number
from vouchers.wording import moment

REQUIRED = frozenset(Declaration.Kind)
OPEN_FOR_DRAFTS = {Round.Status.ANNOUNCED, Round.Status.OPEN}


class NotSubmittable(Exception):
    """The application cannot be handed in; the message may be shown to the applicant."""


class NotWithdrawable(Exception):
    """The application cannot be withdrawn any more; the message may be shown to the applicant."""


class _Refused(NotSubmittable):
    """The rules refuse: what they found is kept after the rollback."""

    def __init__(self, facts: Facts, found: list[Found]) -> None:
        self.facts = facts
        self.found = found
        super().__init__(" ".join(finding.reason for finding in in_the_way(found)))


@transaction.atomic
def save_draft(
    *,
    round: Round,
    organisation: Organisation,
    units: int,
    answers: Answers,
    by: User,
    at: datetime,
    application: Application | None = None,
) -> Application:
    """Keep the answers of an application that is not handed in yet, and the company's figures of that year.

    Raises NotSubmittable when the round takes no applications, or this one was handed in.
    """
    if round.status not in OPEN_FOR_DRAFTS:
        raise NotSubmittable(_("In deze ronde kunt u geen aanvraag (meer) doen."))
    draft = _draft(application, round, organisation)
    draft.units = units
    draft.requested_cents = units * round.voucher_cents
    draft.payload = answers.model_dump(mode="json")
    draft.acting_ref = str(by.uid)
    draft.save()
    figures = answers.model_dump(include={"awu_centi", "turnover_cents", "balance_cents"})
    CompanyYear.objects.update_or_create(
        organisation=organisation, book_year=answers.book_year, defaults=figures
    )
    record("application.drafted", draft, by=by, at=at, units=units, round=round.uid)
    return draft


def submit_application(
    *,
    application: Application,
    declarations: Collection[str],
    idempotency_key: str,
    by: User,
    at: datetime,
) -> Submission:
    """Hand in an application with its declarations; the answer is the receipt (Awb 4:3a).

    The same key returns the stored receipt. No counter, no shared row, no register: a plain insert.
    Raises NotSubmittable: not open, a declaration missing, or another application of this round stands.
    """
    try:
        return _submit(application, frozenset(declarations), idempotency_key, by=by, at=at)
    except IntegrityError as error:
        raise NotSubmittable(_standing(application)) from error
    except _Refused as refusal:
        _keep_refusal(application, refusal, by=by, at=at)
        raise


@transaction.atomic
def withdraw_application(*, application: Application, by: User, at: datetime) -> Application:
    """Take an application back, as long as nothing was decided; twice is once. Raises NotWithdrawable."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.status == Application.Status.WITHDRAWN:
        return application
    if application.status not in (Application.Status.SUBMITTED, *Application.UNDECIDED):
        raise NotWithdrawable(_("Op deze aanvraag is al beslist, of u hebt haar nog niet ingediend."))
    application.status = Application.Status.WITHDRAWN
    application.next_check_at = None
    application.save(update_fields=["status", "next_check_at"])
    record("application.withdrawn", application, by=by, at=at)
    return application


def _draft(application: Application | None, round: Round, organisation: Organisation) -> Application:
    if application is None:
        return Application(round=round, organisation=organisation, group_key=organisation.kvk_number)
    draft = Application.objects.select_for_update().get(pk=application.pk)
    if draft.status != Application.Status.DRAFT:
        raise NotSubmittable(_("U hebt deze aanvraag al ingediend; veranderen kan niet meer."))
    return draft


@transaction.atomic
def _submit(
    application: Application, declarations: frozenset[str], key: str, *, by: User, at: datetime
) -> Submission:
    application = Application.objects.select_for_update().get(pk=application.pk)
    if stored := Submission.objects.filter(round=application.round, idempotency_key=key).first():
        return _same(stored, application)
    _check(application, declarations, at=at)
    application.number = new_number("AV", at=at)
    application.status = Application.Status.SUBMITTED
    application.acting_ref = str(by.uid)
    application.save(update_fields=["number", "status", "acting_ref"])
    submission = Submission.objects.create(
        round=application.round,
        application=application,
        idempotency_key=key,
        received_at=at,
        receipt_no=new_number("ONT", at=at),
        payload_sha256=_sha256(application.payload),
    )
    _declare(application, declarations, by=by, at=at)
    Letter.objects.create(
        organisation=application.organisation,
        application=application,
        template=Letter.Template.RECEIPT,
        written_on=localdate(at),
    )
    record(
        "application.submitted",
        application,
        by=by,
        at=at,
        ticket=submission.ticket,
        payload_sha256=submission.payload_sha256,
        requested_cents=application.requested_cents,
    )
    return submission


def _same(stored: Submission, application: Application) -> Submission:
    if stored.application_id != application.pk:
        raise NotSubmittable(
            _("Dit formulier is al gebruikt. Laad de pagina opnieuw en probeer het nog eens.")
        )
    return stored


def _check(application: Application, declarations: frozenset[str], *, at: datetime) -> None:
    if application.status != Application.Status.DRAFT:
        raise NotSubmittable(_standing(application))
    if at < application.round.opens_at:
        opens = moment(application.round.opens_at)
        raise NotSubmittable(_("U kunt indienen vanaf %(moment)s.") % {"moment": opens})
    if declarations < REQUIRED:
        raise NotSubmittable(_("De verklaring dat de gegevens juist en volledig zijn ontbreekt."))
    facts = gather_facts(application, moment=Moment.SUBMISSION, at=at)
    found = judge(round=application.round, facts=facts)
    if in_the_way(found):
        raise _Refused(facts, found)
    store_run(round=application.round, facts=facts, found=found, application=application, at=at)


def _declare(application: Application, kinds: frozenset[str], *, by: User, at: datetime) -> None:
    Declaration.objects.bulk_create(
        Declaration(
            application=application,
            kind=kind,
            answers=application.payload,
            signed_ref=str(by.uid),
            signed_at=at,
            document_sha256=_sha256({"kind": kind, "answers": application.payload}),
        )
        for kind in sorted(kinds)
    )


@transaction.atomic
def _keep_refusal(application: Application, refusal: _Refused, *, by: User, at: datetime) -> None:
    run = store_run(round=application.round, facts=refusal.facts, found=refusal.found, at=at)
    record("application.submitted_refused", application, by=by, at=at, run=run.uid)


def _standing(application: Application) -> str:
    """Which application of this applicant stands in the round already."""
    standing = Submission.objects.filter(
        round=application.round,
        application__in=Application.objects.live().filter(group_key=application.group_key),
    ).first()
    if standing is None:
        return _("Deze aanvraag is al afgesloten. Begin een nieuwe aanvraag.")
    return _("U hebt in deze ronde al een aanvraag ingediend (%(receipt)s, %(moment)s).") % {
        "receipt": standing.receipt_no,
        "moment": moment(standing.received_at),
    }


def _sha256(value: object) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()
