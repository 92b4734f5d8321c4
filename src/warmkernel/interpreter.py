"""Whether a command starts the interpreter that is running, however it is written.

Two environments share one binary, told apart by where it is called from: Python looks for ``pyvenv.cfg`` in
the folder of the path that it was started by, and in the one above, without following links. So a path means
the interpreter that is running when it leads to the same file *and* stands in the same environment.
"""

import os
import shutil
import sys
from pathlib import Path

_MARK = "pyvenv.cfg"


def found(word: str, cwd: str | Path | None = None, search: str | None = None) -> str:
    """Return the path that the first word of a command stands for, as the system would find it.

    Parameters
    ----------
    word
        The word: an absolute path, a relative one, or a bare name.
    cwd
        The folder that the command is started in; that of this process if left out.
    search
        Where bare names are looked for (``PATH``); the variable of this process if left out.

    Returns
    -------
    str
        An absolute path, links not followed; of a name that is nowhere, the name.
    """
    if os.sep in word:
        return str(Path.cwd() / (cwd or "") / word)
    return shutil.which(word, path=search) or word


def is_running(path: str) -> bool:
    """Tell whether a program is the interpreter of this process, in the environment of this process.

    Parameters
    ----------
    path
        Its absolute path; links are not to be followed before, since they decide on the environment.
    """
    if path == sys.executable:
        return True
    if not Path(path).is_absolute() or os.path.realpath(path) != os.path.realpath(sys.executable):
        return False
    return _environment(path) == _environment(sys.executable)


def _environment(path: str) -> str | None:
    """Return the folder of the environment that an interpreter started by this path works in, if any."""
    here = Path(path).parent
    for folder in (here, here.parent):
        if (folder / _MARK).is_file():
            return os.path.realpath(folder)
    return None
