"""What a kernel is like inside, as JSON: run in a cold and in a warm kernel, and compared."""

import asyncio
import atexit
import builtins
import decimal
import gc
import json
import locale
import logging
import os
import resource
import signal
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path

STREAM = ("encoding", "errors", "line_buffering", "write_through", "newlines", "mode", "name", "closed")


def stream(one):
    about = {name: repr(getattr(one, name, None)) for name in STREAM}
    return about | {"type": str(type(one)), "buffer": str(type(getattr(one, "buffer", None)))}


def plain(text):
    """Take addresses in memory out."""
    return str(text).split(" at 0x")[0]


def handler(number):
    found = signal.getsignal(number)
    return found.__qualname__ if callable(found) and not isinstance(found, int) else repr(found)


def interpreter():
    main, status = sys.modules["__main__"], Path("/proc/self/status").read_text().splitlines()
    umask = os.umask(0o22)
    os.umask(umask)
    return {
        "flags": repr(sys.flags),
        "path": sys.path,
        "arguments": [word for word in (*sys.argv, *sys.orig_argv) if not word.endswith(".json")],
        "environment": dict(os.environ),
        "environment of commands": sorted(os.popen("env -0").read().split("\0")),
        "signals": {int(number): handler(number) for number in signal.valid_signals()},
        "status": [
            line for line in status if line.startswith(("Sig", "Shd", "Uid", "Gid", "Cap", "Seccomp"))
        ],
        "umask": umask,
        "folder": str(Path.cwd()),
        "streams": {
            name: stream(getattr(sys, name))
            for name in ("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__")
        },
        "descriptors": [Path(f"/proc/self/fd/{number}").readlink().name.split("[")[0] for number in range(3)],
        "warnings": list(map(repr, warnings.filters)),
        "locale": [locale.setlocale(kind) for kind in range(6)],
        "encodings": [sys.getdefaultencoding(), sys.getfilesystemencoding(), locale.getpreferredencoding()],
        "limits": {
            name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if "RLIMIT" in name
        },
        "recursion": [sys.getrecursionlimit(), sys.getswitchinterval()],
        "main": sorted(name for name in vars(main) if not name.startswith("_i")),
        "main about": {
            name: repr(getattr(main, name, None)) for name in ("__name__", "__spec__", "__file__")
        },
        "gc": [gc.isenabled(), gc.get_threshold(), gc.get_debug(), len(gc.callbacks)],
        "exit functions": atexit._ncallbacks(),
        "threads": sorted((type(one).__name__, one.name, one.daemon) for one in threading.enumerate()),
        "next thread": threading.Thread(target=print).name,
        "builtins": sorted(vars(builtins)),
        "session": [os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid()],
        "priority": [os.getpriority(os.PRIO_PROCESS, 0), sorted(os.sched_getaffinity(0))],
        "hooks": [plain(repr(getattr(sys, f"{name}hook"))) for name in ("except", "display", "breakpoint")],
        "finders": [plain(repr(one)) for one in (*sys.meta_path, *sys.path_hooks)],
        "options": [repr(sys._xoptions), sys.warnoptions, sys.dont_write_bytecode, sys.pycache_prefix],
        "program": [sys.executable, sys.prefix, sys.base_prefix, Path("/proc/self/comm").read_text()],
        "decimal": repr(decimal.getcontext()),
        "time": [time.tzname, tempfile.gettempdir()],
        "event loop": str(type(asyncio.get_event_loop_policy())),
        "loggers": {
            name: [one.level, one.propagate, list(map(str, map(type, one.handlers)))]
            for name, one in sorted(logging.Logger.manager.loggerDict.items())
            if isinstance(one, logging.Logger) and name != "warmkernel"
        },
        "root logger": [logging.root.level, list(map(str, map(type, logging.root.handlers)))],
    }


def libraries():
    import matplotlib as mpl
    import numpy as np
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        options = {name: repr(pd.get_option(name)) for name in pd._config.config._registered_options}
    settings = (mpl.rcParams, mpl.rcParamsDefault, mpl.rcParamsOrig)
    return {
        "pandas": options,
        "matplotlib": [{name: plain(repr(value)) for name, value in dict.items(one)} for one in settings],
        "numpy": [repr(np.get_printoptions()), repr(np.geterr())],
    }


def shell():
    from IPython import get_ipython

    ip = get_ipython()
    return {
        "events": {name: [plain(one) for one in called] for name, called in ip.events.callbacks.items()},
        "magics": sorted(ip.magics_manager.magics["line"]),
        "comms": sorted(ip.kernel.comm_manager.targets),
        "extensions": sorted(ip.extension_manager.loaded),
        "formatters": {
            kind: sorted(map(str, [*one.type_printers, *one.deferred_printers]))
            for kind, one in ip.display_formatter.formatters.items()
        },
        "main": [sys.modules["__main__"] is ip.user_module, len(ip.user_ns_hidden)],
    }


def look(path):
    """Write everything down."""
    Path(path).write_text(json.dumps(interpreter() | libraries() | shell(), default=str))
