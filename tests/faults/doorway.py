"""How a forked process moves into a house. Kept apart from ``worker``, which loads Django."""

import traceback
from multiprocessing.connection import Connection


def enter(mouth: Connection, data: str, url: str, argv: list[str]) -> None:
    """Move into the database ``url``, say "ready", wait for the word, do ``argv``, say what came of it."""
    from tests.faults import worker

    try:
        worker.move_in(data, url)
        worker.say = mouth.send
        mouth.send("ready")
        mouth.recv()
        mouth.send(getattr(worker, argv[0])(*argv[1:]))
    except BaseException:
        mouth.send(traceback.format_exc())
        raise
