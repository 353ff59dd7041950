"""Logs: one JSON object a line, with route names and pseudonyms, never names, addresses or form content."""

import time
from typing import Any
from uuid import uuid4

import structlog

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def logging_config(*, debug):
    renderer = structlog.dev.ConsoleRenderer() if debug else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        "foreign_pre_chain": SHARED,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"output": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["output"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # They repeat the address that was asked for; RequestLog and log_failure say the same without it.
            "django.request": {"level": "CRITICAL"},
            "django.security.csrf": {"level": "CRITICAL"},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "wagtail": {"level": "WARNING"},
            "stripe": {"level": "WARNING"},
            "kombu": {"level": "ERROR"},
            "fontTools": {"level": "WARNING"},
        },
    }


class RequestLog:
    """One line per request, with an id that also stands on the error page."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.log = structlog.get_logger("lms.request")

    def __call__(self, request):
        request.id = uuid4().hex[:12]
        structlog.contextvars.bind_contextvars(request=request.id)
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        self.log.info(
            "request",
            method=request.method,
            route=match.view_name if match else None,
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        structlog.contextvars.unbind_contextvars("request")
        return response


def log_failure(sender, request=None, **kwargs):
    """One line with the traceback of an error that nobody caught; a receiver of Django's signal."""
    match = request.resolver_match if request else None
    # The traceback of a handled request is the one that Django is answering now.
    structlog.get_logger("lms.request").exception("failure", route=match.view_name if match else None)
