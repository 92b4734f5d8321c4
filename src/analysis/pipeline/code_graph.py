"""Which module of the project imports which, and which files beside the code are read by which.

Read from the source text by grimp; what was found is kept in ``build/records/code-graph.json`` as long as no
source text changes.
"""

import ast
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import analysis
from analysis.data import layout
from analysis.pipeline.digests import digest

PACKAGE = "analysis"
SOURCE = Path(analysis.__file__).parent

_SPEAKING = (b"say(", b"N_(", b"Msgid")
"""What stands in a module that says texts or declares them for others to say."""


@dataclass(frozen=True)
class CodeGraph:
    """The project's code as it was when this process first looked at it.

    Attributes
    ----------
    imports
        By module, the modules it imports itself, at the top of its file or within a function.
    named
        By file beside the code (its path from the package's folder), the modules whose text names it.
    said
        By module, the digests of the texts that stand in it as literals, where it says any.
    digests
        Of all files, by their paths from the package's folder.
    """

    imports: Mapping[str, Sequence[str]]
    named: Mapping[str, Sequence[str]]
    said: Mapping[str, Sequence[str]]
    digests: Mapping[str, str]

    def inside(self, package: str) -> list[str]:
        """Return the modules inside a package; none for a module."""
        if file_of(package).rpartition("/")[2] != "__init__.py":
            return []
        return [name for name in self.imports if name.startswith(f"{package}.")]


@cache
def graph() -> CodeGraph:
    """Return the graph of the code; what a process has loaded does not change any more, either."""
    content = {_shown(path): path.read_bytes() for path in _files()}
    digests = {name: digest(found) for name, found in content.items()}
    # The texts of catalogues are no code: only that they are there counts here.
    key = digest(repr([str(SOURCE), [(name, name.endswith(".py") and digests[name]) for name in digests]]))
    kept = _kept(key)
    if kept is None:
        kept = {"imports": _imports(), "named": _named(content), "said": _said(content)}
        _keep({"key": key, **kept})
    return CodeGraph(**kept, digests=digests)


def _files() -> list[Path]:
    """Return the files of the package, but what was made from them; sorted."""
    found = (Path(folder, name) for folder, _, names in os.walk(SOURCE) for name in names)
    return sorted(path for path in found if path.suffix != ".pyc")


def _shown(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def _imports() -> dict[str, list[str]]:
    import grimp  # noqa: PLC0415 - half a second, needed only when the code has changed

    # What is imported for annotations alone is not there when the code runs.
    found = grimp.build_graph(PACKAGE, cache_dir=None, exclude_type_checking_imports=True)
    return {name: sorted(found.find_modules_directly_imported_by(name)) for name in sorted(found.modules)}


def _named(content: Mapping[str, bytes]) -> dict[str, list[str]]:
    texts = {module_of(SOURCE / name): text for name, text in content.items() if name.endswith(".py")}
    beside = [name for name in content if not name.endswith(".py")]
    return {
        name: [module for module, text in texts.items() if Path(name).name.encode() in text]
        for name in beside
    }


def _said(content: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Return the digests of the literals of each module that says or declares texts."""
    speaking = {
        name: text.decode("utf-8")
        for name, text in content.items()
        if name.endswith(".py") and any(word in text for word in _SPEAKING)
    }
    return {module_of(SOURCE / name): sorted(literals([text])) for name, text in speaking.items()}


def literals(sources: Iterable[str]) -> set[str]:
    """Return the digests of the texts that stand in code as literals; code that is not Python has none."""
    return {digest(text) for source in sources for text in _literals(source)}


def _literals(source: str) -> Iterator[str]:
    with suppress(SyntaxError):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _place() -> Path:
    return layout.build() / "records" / "code-graph.json"


def _kept(key: str) -> dict[str, dict[str, list[str]]] | None:
    """Return what was found out about the same code before."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        kept = json.loads(_place().read_text(encoding="utf-8"))
        if kept["key"] == key:
            return {name: kept[name] for name in ("imports", "named", "said")}
    return None


def _keep(found: Mapping[str, object]) -> None:
    """Keep what was found out; nothing depends on its being kept."""
    unfinished = _place().with_name(f".code-graph-{os.getpid()}")
    with suppress(OSError):
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(found), encoding="utf-8")
        unfinished.replace(_place())


def module_of(path: Path) -> str:
    """Return the name of the module in a file of the project."""
    steps = [PACKAGE, *path.relative_to(SOURCE).with_suffix("").parts]
    return ".".join(steps[:-1] if steps[-1] == "__init__" else steps)


@cache
def file_of(module: str) -> str:
    """Return the file of a module of the project, from the package's folder."""
    path = SOURCE.joinpath(*module.split(".")[1:])
    return _shown(path / "__init__.py" if path.is_dir() else path.with_suffix(".py"))
