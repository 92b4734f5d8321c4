"""The warm parent: imports the libraries once, and forks whenever a client asks.

``python -m warmkernel.parent --owner FD --folder PATH module …`` runs with one thread only, from the first
import to the last fork. Its owner holds one end of a socket pair; every client holds a connection of its own,
the lease of the one process that was forked for it. A lease that closes ends that process and its whole
group; the owner's end closing, or the owner dying, ends the parent and everybody with it.
"""

import argparse
import gc
import importlib
import importlib.util
import os
import signal
import socket
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from warmkernel import holes, module_files, protocol, safety
from warmkernel.nursery import Nursery
from warmkernel.origin import Origin
from warmkernel.stage import as_in_a_kernel

KERNEL = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "faulthandler",
    "ipykernel.debugger",
    "psutil",
    "sqlite3",
    "tornado.locks",
    "tornado.platform.asyncio",
    "tornado.queues",
)
"""What a kernel imports by itself while it starts, whatever its user does."""

_ONE_THREAD = (
    "where linear algebra starts them, set OMP_NUM_THREADS, OPENBLAS_NUM_THREADS and MKL_NUM_THREADS to 1"
)


def load(modules: Iterable[str]) -> None:
    """Import modules as a kernel would, and see that each leaves the process with one thread.

    Parameters
    ----------
    modules
        Their names, imported in this order.

    Raises
    ------
    warmkernel.safety.CannotFork
        If a module cannot be imported, starts a thread or binds to a running kernel.
    """
    for name in modules:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit) as error:
            raise safety.CannotFork(f"{name} cannot be imported ({type(error).__name__}: {error})") from error
        running = safety.threads()
        if running > 1:
            raise safety.CannotFork(f"importing {name} left {running} threads running; {_ONE_THREAD}")
        bound = [module for module in safety.UNWELCOME if module in sys.modules]
        if bound:
            raise safety.CannotFork(f"importing {name} loaded {bound[0]}, which binds to a running kernel")


def prepare(modules: Sequence[str], watch: Sequence[str]) -> tuple[Origin, safety.Loaded]:
    """Import everything, then settle memory so that children share it."""
    gc.disable()
    environment = dict(os.environ)
    if not sys.flags.safe_path:
        del sys.path[0]
    with as_in_a_kernel():
        load(["ipykernel.kernelapp"])
        load(name for name in KERNEL if importlib.util.find_spec(name))
        origin = Origin.now(environment)
        load(modules)
    origin.after_imports()
    loaded = safety.Loaded(map(Path, watch))
    sys.stdout.flush()
    module_files.note()
    importlib.invalidate_caches()  # here and not in each child, where it would copy a page for every folder
    gc.collect()
    holes.fill()
    gc.freeze()
    return origin, loaded


def main() -> None:
    """Import, serve, and in a child live as what was asked for."""
    options = argparse.ArgumentParser(prog="warmkernel.parent")
    options.add_argument("--owner", type=int, required=True)
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--watch", action="append", default=[])
    options.add_argument("modules", nargs="*")
    asked = options.parse_args()
    owner = socket.socket(fileno=asked.owner)
    os.set_inheritable(asked.owner, False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        origin, loaded = prepare(asked.modules, asked.watch)
        nursery = Nursery(owner, asked.folder, origin, loaded)
    except safety.CannotFork as refused:
        protocol.send(owner, {"refused": refused.reason})
        raise SystemExit(1) from None
    protocol.send(owner, {"ready": os.getpid()})
    birth = nursery.serve()
    if birth is not None:
        del nursery, owner
        birth.live()


if __name__ == "__main__":
    main()
