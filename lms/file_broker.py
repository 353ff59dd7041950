"""The broker of the embedded default: messages are files, and a file appears only when it is whole.

Kombu opens the file under its final name before it writes; a worker that looks at that moment reads half a message
and stops.
"""

from pathlib import Path
from time import monotonic_ns
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        folder = Path(self.data_folder_out)
        name = f"{monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        # A name that begins with a dot belongs to no queue, so nobody reads it yet.
        unfinished = folder / f".{name}"
        unfinished.write_text(dumps(payload))
        unfinished.rename(folder / name)


class Transport(filesystem.Transport):
    Channel = Channel
