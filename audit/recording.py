"""Recording a decision (verantwoording): the one way in to the trail."""

import hashlib
import json
import unicodedata
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Model

from audit.models import AuditEvent, reference


def record(
    event: str, subject: Model, *, by: AbstractBaseUser | None, at: datetime, **data: Any
) -> AuditEvent:
    """Record a decision in the caller's transaction: both stand or fall together.

    `data` holds ids, whole cents, states, versions and hashes, never names. The body is canonical JSON
    (vouchers.md 11.2), stored as text and hashed as it stands. Without `by` the actor is the system.
    Raises RuntimeError outside a transaction, TypeError for a float.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Record an audit event inside the transaction it describes.")
    uid = uuid4()
    actor_kind = AuditEvent.ActorKind.PERSON if by else AuditEvent.ActorKind.SYSTEM
    actor_ref = str(getattr(by, "uid", "")) if by else ""
    body = canonical(
        {
            "event_id": uid,
            "occurred_at": at,
            "actor_kind": actor_kind.value,
            "actor_ref": actor_ref,
            "action": event,
            "object_ref": reference(subject),
            "data": data,
        }
    )
    return AuditEvent.objects.create(
        uid=uid,
        occurred_at=at,
        actor_kind=actor_kind,
        actor_ref=actor_ref,
        action=event,
        object_ref=reference(subject),
        body=body,
        body_sha256=hashlib.sha256(body.encode()).hexdigest(),
    )


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no blanks, NFC, whole numbers, moments in UTC microseconds."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", str(value))
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case UUID() | date():
            return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form; use whole numbers and text.")
