"""An order in a process of its own, away from whoever placed it.

Workers name this module to their processes, and load nothing more of the project themselves.
"""

import logging
import os
import pickle


def fulfil(folder: str, pickled: bytes) -> bytes:
    """Carry out an order in a folder with its inputs; for a process of its own.

    Parameters
    ----------
    folder
        The project's folder for this process, with the inputs unpacked; its ``build/`` takes the products.
    pickled
        The order.

    Returns
    -------
    bytes
        The delivery, pickled. Its files are no longer in the folder.
    """
    os.environ["UPTAKE_ROOT"] = folder
    said = _Said()
    logging.getLogger("warmkernel").addHandler(said)
    from analysis.pipeline.cluster.orders import Delivery, fulfilled  # noqa: PLC0415 - not in workers

    files, failure = fulfilled(pickle.loads(pickled))
    return pickle.dumps(Delivery(files, failure, tuple(said.words)), protocol=5)


class _Said(logging.Handler):
    """Keeps what is said, for whoever is too far away to read it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self.words.append(record.getMessage())
