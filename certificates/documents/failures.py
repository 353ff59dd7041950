"""Why a document cannot be made, for good."""


class NotRenderable(Exception):
    """Trying again will not help; `code` is for machines, the message a Dutch sentence for staff."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
