import json
import threading

import pytest
from kombu import Connection, Queue
from kombu.transport import filesystem

from lms import file_broker

QUEUE = Queue("default", routing_key="default")
LARGE = "x" * 2_000_000


def folders(folder):
    """The transport's options for messages in this folder."""
    for name in ("queue", "control"):
        (folder / name).mkdir()
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
    }


def exchange_messages(folder, transport, *, count):
    """Send large messages while another thread reads; what the reader got, or the error that stopped it."""
    options = folders(folder)
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


def test_the_stock_transport_stops_at_half_a_message(tmp_path):
    options = folders(tmp_path)
    (tmp_path / "queue" / "1_half.default.msg").touch()

    with Connection("filesystem://", transport=filesystem.Transport, transport_options=options) as connection:
        queue = connection.SimpleQueue(QUEUE)

        with pytest.raises(json.JSONDecodeError):
            queue.get(timeout=2)


@pytest.mark.parametrize("name", ["default", "certificates"])
def test_a_message_under_way_belongs_to_no_queue(tmp_path, name):
    assert f".1_abc.{name}.msg".partition(".")[2] != f"{name}.msg"
