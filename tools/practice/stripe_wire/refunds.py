"""Refunds: never more than the rest of what was paid."""

from stripe_wire.parameters import ApiError, InvalidParameters, no_such
from stripe_wire.state import State


def create_refund(state: State, params: dict) -> dict:
    """Give money back on a payment that succeeded. Without amount: all that is left."""
    charge = _charge(state, params)
    rest = charge["amount"] - charge["amount_refunded"]
    if not rest:
        message = f"Charge {charge['id']} has already been refunded."
        raise ApiError(message, code="charge_already_refunded")
    amount = params.get("amount", rest)
    if amount > rest:
        message = (
            f"Refund amount (€{amount / 100:.2f}) is greater than "
            f"unrefunded amount on charge (€{rest / 100:.2f})"
        )
        raise ApiError(message, param="amount")
    refund = state.add(
        "refund",
        "re_",
        amount=amount,
        charge=charge["id"],
        destination_details={"type": charge["payment_method_details"]["type"]},
        metadata=params.get("metadata", {}),
        payment_intent=charge["payment_intent"],
        reason=params.get("reason"),
        status="pending" if state.refunds_wait else "succeeded",
    )
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    state.emit("refund.created", refund)
    state.emit("charge.refunded", charge)
    return refund


def _charge(state: State, params: dict) -> dict:
    if ("charge" in params) == ("payment_intent" in params):
        message = "One of the following params should be provided for this request: payment_intent or charge."
        raise InvalidParameters(message)
    ident = params.get("charge")
    if "payment_intent" in params:
        intent = state.objects["payment_intent"].get(params["payment_intent"])
        if not intent:
            raise no_such("payment_intent", params["payment_intent"], param="payment_intent")
        ident = intent["latest_charge"]
        if not ident:
            message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
            raise ApiError(message)
    if ident not in state.objects["charge"]:
        raise no_such("charge", ident, param="charge")
    return state.objects["charge"][ident]


def finish_refund(state: State, refund: dict, *, succeeded: bool) -> None:
    """Let a pending refund reach the payer's bank, or come back."""
    refund["status"] = "succeeded" if succeeded else "failed"
    if not succeeded:
        refund["failure_reason"] = "unknown"
        charge = state.objects["charge"][refund["charge"]]
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
    state.emit("refund.updated" if succeeded else "refund.failed", refund)
