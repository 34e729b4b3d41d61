"""The embedded stack's broker gives no worker half a message."""

import threading
from queue import Empty

from kombu import Connection

MESSAGES = 400


def folders(tmp_path):
    return {
        "data_folder_in": tmp_path / "in",
        "data_folder_out": tmp_path / "in",
        "control_folder": tmp_path / "control",
    }


def test_messages_arrive_whole_while_others_are_written(tmp_path):
    (tmp_path / "in").mkdir()
    options = folders(tmp_path)
    sent = [f"{number} " + "x" * 20_000 for number in range(MESSAGES)]

    def send():
        with Connection("filesystem://", transport_options=options) as connection:
            queue = connection.SimpleQueue("many")
            for text in sent:
                queue.put(text)

    writer = threading.Thread(target=send)
    got = []
    with Connection("filesystem://", transport_options=options) as connection:
        queue = connection.SimpleQueue("many")
        writer.start()
        while len(got) < MESSAGES:
            try:
                message = queue.get(block=True, timeout=5)
            except Empty:
                break
            got.append(message.payload)
            message.ack()
    writer.join()
    assert got == sent
