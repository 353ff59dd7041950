import json
import threading

import pytest
from kombu import Connection, Queue
from kombu.transport import filesystem

from lms import file_broker

QUEUE = Queue("default", routing_key="default")
LARGE = "x" * 2_000_000


def exchange_messages(folder, transport, *, count):
    """Send large messages while another thread reads; what the reader got, or the error that stopped it."""
    for name in ("queue", "control"):
        (folder / name).mkdir()
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
    }
    got, errors = [], []

    def read():
        with Connection("filesystem://", transport=transport, transport_options=options) as connection:
            queue = connection.SimpleQueue(QUEUE)
            try:
                while len(got) < count:
                    message = queue.get(timeout=5)
                    got.append(len(message.payload))
                    message.ack()
            except json.JSONDecodeError as error:
                errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    with Connection("filesystem://", transport=transport, transport_options=options) as connection:
        queue = connection.SimpleQueue(QUEUE)
        for _number in range(count):
            queue.put(LARGE)
    reader.join(30)
    return got, errors


def test_no_reader_meets_half_a_message(tmp_path):
    got, errors = exchange_messages(tmp_path, file_broker.Transport, count=40)

    assert (got, errors) == ([len(LARGE)] * 40, [])


def test_the_stock_transport_shows_half_a_message(tmp_path):
    class Slow(filesystem.Channel):
        """The stock channel on a slow disk: the file is there, its words are not yet."""

        def _put(self, queue, payload, **kwargs):
            (tmp_path / "queue" / f"1_half.{queue}.msg").touch()
            super()._put(queue, payload, **kwargs)

    class SlowTransport(filesystem.Transport):
        Channel = Slow

    _got, errors = exchange_messages(tmp_path, SlowTransport, count=1)

    assert len(errors) == 1


@pytest.mark.parametrize("name", ["default", "certificates"])
def test_a_message_under_way_belongs_to_no_queue(tmp_path, name):
    assert f".1_abc.{name}.msg".partition(".")[2] != f"{name}.msg"
