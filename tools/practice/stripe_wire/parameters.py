"""What a request may contain: Stripe's form encoding, and a strict check of every parameter."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

Check = Callable[[object, str], object]


class ApiError(Exception):
    """A refusal, in the form in which Stripe gives it."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        facts = {"code": code, "message": message, "param": param, "type": kind}
        self.body = {"error": {name: fact for name, fact in facts.items() if fact is not None}}


class InvalidParameters(ApiError):
    """Refused before anything was done: Stripe does not keep such an answer under its idempotency key."""


def no_such(kind: str, ident: object, *, param: str) -> ApiError:
    """The refusal of an id that does not exist: 404 for an address, 400 inside a request."""
    status = 404 if param == "id" else 400
    message = f"No such {kind}: '{ident}'"
    return ApiError(message, status=status, code="resource_missing", param=param)


def decode(encoded: str) -> dict:
    """Turn `a[b][0]=c` into nested dictionaries; lists stay dictionaries with numbers as keys."""
    tree: dict = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        *branches, leaf = name.replace("]", "").split("[")
        node = tree
        for branch in branches:
            node = node.setdefault(branch, {})
            if not isinstance(node, dict):
                raise InvalidParameters(f"Invalid object: {name}", param=name)
        node[leaf or str(len(node))] = value
    return tree


def text(value: object, param: str) -> str:
    """Accept a text that is not empty."""
    if not isinstance(value, str):
        raise InvalidParameters(f"Invalid string: {value}", param=param)
    if not value:
        message = f"You passed an empty string for '{param}'."
        raise InvalidParameters(message, code="parameter_invalid_empty", param=param)
    return value


def url(value: object, param: str) -> str:
    """Accept a full web address."""
    parts = urlsplit(text(value, param))
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise InvalidParameters("Not a valid URL", code="url_invalid", param=param)
    return str(value)


def integer(*, least: int = 0, most: int = 2**53) -> Check:
    """Accept a whole number between two bounds."""

    def check(value: object, param: str) -> int:
        try:
            number = int(text(value, param))
        except ValueError:
            message = f"Invalid integer: {value}"
            raise InvalidParameters(message, code="parameter_invalid_integer", param=param) from None
        if not least <= number <= most:
            message = f"Invalid value for {param}: must be between {least} and {most}"
            raise InvalidParameters(message, code="parameter_invalid_integer", param=param)
        return number

    return check


def choice(*allowed: str) -> Check:
    """Accept one of the given words."""

    def check(value: object, param: str) -> str:
        if value not in allowed:
            message = f"Invalid {param}: must be one of {', '.join(allowed)}"
            raise InvalidParameters(message, param=param)
        return str(value)

    return check


def mapping(value: object, param: str) -> dict[str, str]:
    """Accept metadata: at most fifty short texts under short names."""
    if not isinstance(value, dict) or len(value) > 50:
        raise InvalidParameters("Invalid object", param=param)
    for name, content in value.items():
        if len(name) > 40 or not isinstance(content, str) or len(content) > 500:
            raise InvalidParameters(f"Metadata '{name}' is too long", param=f"{param}[{name}]")
    return value


def listing(item: Check) -> Check:
    """Accept a list of which every item passes the check."""

    def check(value: object, param: str) -> list:
        if not isinstance(value, dict) or sorted(value) != sorted(map(str, range(len(value)))):
            raise InvalidParameters("Invalid array", param=param)
        return [item(value[str(i)], f"{param}[{i}]") for i in range(len(value))]

    return check


@dataclass(frozen=True)
class Record:
    """Accept an object with these fields and no others."""

    fields: dict[str, Check]
    required: set[str] = field(default_factory=set)

    def __call__(self, value: object, param: str = "") -> dict:
        """Return the checked object. Raises InvalidParameters at the first fault."""
        if not isinstance(value, dict):
            raise InvalidParameters("Invalid object", param=param)
        for name in value:
            if name not in self.fields:
                path = _path(param, name)
                message = f"Received unknown parameter: {path}"
                raise InvalidParameters(message, code="parameter_unknown", param=path)
        for name in sorted(self.required - set(value)):
            path = _path(param, name)
            message = f"Missing required param: {path}."
            raise InvalidParameters(message, code="parameter_missing", param=path)
        return {name: self.fields[name](item, _path(param, name)) for name, item in value.items()}


def _path(outer: str, name: str) -> str:
    return f"{outer}[{name}]" if outer else name
