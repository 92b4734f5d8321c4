"""``python -m warmkernel install --name NAME --preload MODULE …``: adopt warm kernels in Jupyter."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from warmkernel import kernelspec
from warmkernel.client import Parent
from warmkernel.safety import CannotFork


def _arguments() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m warmkernel", description=__doc__)
    verbs = top.add_subparsers(dest="verb", required=True)
    install = verbs.add_parser("install", help="write a kernel specification where Jupyter finds it")
    install.add_argument("--name", default="warm", help="how notebooks and tools call the kernel")
    install.add_argument("--display-name", help="how JupyterLab shows it; made from the name if left out")
    install.add_argument("--user", action="store_true", help="for this user instead of this environment")
    install.add_argument("--prefix", type=Path, help="for the environment at this place")
    check = verbs.add_parser("check", help="try whether these modules can be imported before a fork")
    for verb in (install, check):
        verb.add_argument("--preload", nargs="+", default=[], metavar="MODULE", help="modules to import once")
        verb.add_argument("--watch", nargs="*", default=[], metavar="FOLDER", help="folders of your own code")
    return top


def main(given: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; return its exit code."""
    asked = _arguments().parse_args(given)
    name = getattr(asked, "name", "warm")
    try:
        content = kernelspec.specification(
            asked.preload,
            display_name=getattr(asked, "display_name", None) or f"Python 3 ({name})",
            watch=asked.watch,
        )
        with Parent.start(asked.preload, environment=_environment(content), watch=asked.watch):
            print(f"{', '.join(asked.preload) or 'ipykernel'}: kernels can be forked")  # noqa: T201
        if asked.verb == "install":
            print(kernelspec.install(name, content, user=asked.user, prefix=asked.prefix))  # noqa: T201
    except (CannotFork, ValueError, OSError) as error:
        print(f"warmkernel: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _environment(content: dict[str, object]) -> dict[str, str]:
    """Return the variables that a kernel of this specification has here."""
    import os  # noqa: PLC0415

    return {**os.environ, **content["env"]}  # type: ignore[dict-item]


if __name__ == "__main__":
    raise SystemExit(main())
