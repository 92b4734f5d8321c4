"""Kernel specifications that name the provisioner of warm kernels: for JupyterLab, papermill, nbval."""

import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from warmkernel.safety import refusal

PROVISIONER = "warm-provisioner"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Libraries of linear algebra start threads when imported, and a process with threads cannot be forked."""


def specification(
    preload: Sequence[str],
    *,
    display_name: str = "Python 3 (warm)",
    watch: Sequence[str | Path] = (),
    environment: Mapping[str, str] | None = None,
    arguments: Sequence[str] = (),
    options: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the content of ``kernel.json`` for warm kernels of the running interpreter.

    Parameters
    ----------
    preload
        Modules to import before the first kernel.
    display_name
        What JupyterLab calls the kernel.
    watch
        Folders whose files, when they change, make the next kernel fork from a new parent.
    environment
        Variables of the kernel beyond one thread for linear algebra.
    arguments
        What the kernel is told beyond its connection file.
    options
        Options of the interpreter.

    Raises
    ------
    ValueError
        If ``preload`` holds what is not the name of a module.
    """
    for name in preload:
        if not all(part.isidentifier() for part in name.split(".")):
            raise ValueError(f"{name!r} is not the name of a module")
    config = {"preload": list(preload), "watch": [str(Path(folder).resolve()) for folder in watch]}
    return {
        "argv": [sys.executable, *options, "-m", "ipykernel_launcher", "-f", "{connection_file}", *arguments],
        "display_name": display_name,
        "language": "python",
        "kernel_protocol_version": "5.5",
        "env": ONE_THREAD | dict(environment or {}),
        "metadata": {
            "debugger": True,
            "supported_encryption": ["curve"],
            "kernel_provisioner": {"provisioner_name": PROVISIONER, "config": config},
        },
    }


def write(folder: Path, content: Mapping[str, Any]) -> Path:
    """Write a kernel specification; a folder that holds the same one already is left alone.

    Parameters
    ----------
    folder
        Where ``kernel.json`` and the logos go; its name is the kernel's.
    content
        From :func:`specification`.

    Returns
    -------
    pathlib.Path
        The folder.
    """
    from ipykernel.kernelspec import RESOURCES  # noqa: PLC0415

    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    path = folder / "kernel.json"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        shutil.copytree(RESOURCES, folder, dirs_exist_ok=True)
        new = path.with_name(".kernel.json")
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    return folder


def install(name: str, content: Mapping[str, Any], *, user: bool = False, prefix: Path | None = None) -> Path:
    """Install a kernel specification where Jupyter looks for them.

    Parameters
    ----------
    name
        Letters, digits, ``.``, ``-`` and ``_``.
    content
        From :func:`specification`.
    user
        For the user instead of for one environment.
    prefix
        The environment; the running one if left out.

    Raises
    ------
    ValueError
        If Jupyter does not accept the name.
    """
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415

    where = None if user else str(prefix or sys.prefix)
    with tempfile.TemporaryDirectory() as folder:
        made = write(Path(folder) / "kernel", content)
        return Path(KernelSpecManager().install_kernel_spec(str(made), name, user=user, prefix=where))


def possible(content: Mapping[str, Any]) -> str | None:
    """Say why kernels of this specification would start cold on this machine, None if they start warm."""
    config = content["metadata"]["kernel_provisioner"]["config"]
    return refusal(config["preload"], content["env"])
