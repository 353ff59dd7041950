"""The broker of the embedded default: messages are files, and a file appears only when it is whole.

Kombu opens the file under its final name before it writes; a worker that looks at that moment reads half a message
and stops.
"""

from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps

REDIS_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 15,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    # A page that cannot send its hint goes on at once; without these it waits four seconds.
    "max_retries": 1,
    "interval_start": 0,
}


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        # A name that begins with a dot belongs to no queue, so nobody reads it yet.
        unfinished = folder / f".{name}"
        unfinished.write_text(dumps(payload))
        unfinished.rename(folder / name)


class Transport(filesystem.Transport):
    Channel = Channel


def transport_of(*, url: str, folder: Path) -> tuple[str | None, dict[str, Any]]:
    """How Celery reaches its broker, and with which options: files in a folder, or Redis."""
    if not url.startswith("filesystem"):
        return None, REDIS_OPTIONS
    for name in ("queue", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return "lms.file_broker:Transport", {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.2,
    }
