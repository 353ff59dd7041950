"""The trade register (Handelsregister): one port, and the adapter that the setting TRADE_REGISTER names."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.trade_register.offline import OfflineRegister
from accounts.trade_register.port import (
    InvalidNumber,
    NotRegistered,
    RegisteredCompany,
    RegisterRefusal,
    RegisterUnavailable,
    TradeRegister,
)

__all__ = [
    "InvalidNumber",
    "NotRegistered",
    "RegisterRefusal",
    "RegisterUnavailable",
    "RegisteredCompany",
    "TradeRegister",
    "trade_register",
]

ADAPTERS: dict[str, type[TradeRegister]] = {"offline": OfflineRegister}


def trade_register() -> TradeRegister:
    """The register this installation asks. Raises ImproperlyConfigured for an unknown adapter."""
    try:
        return ADAPTERS[settings.TRADE_REGISTER]()
    except KeyError:
        known = ", ".join(sorted(ADAPTERS))
        raise ImproperlyConfigured(
            f"TRADE_REGISTER is {settings.TRADE_REGISTER!r}; choose one of: {known}."
        ) from None
