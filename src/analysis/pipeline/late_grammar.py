"""The grammar of international addresses (RFC 3987), read when somebody has one checked, and not before.

jsonschema imports the grammar for its format ``iri``. Building the parser takes a fifth of the time in which
a warm parent starts, and no schema of notebooks or tables has such an address. Whoever imports this module
first has jsonschema with a check that reads the grammar at its first address, and judges as ever.
"""

import importlib
import sys
from types import ModuleType

_GRAMMAR = "rfc3987_syntax"


def is_valid_syntax(term: str, value: str) -> bool:
    """Tell whether a text is what the grammar calls by a name, as its own function of this name does."""
    judged: bool = importlib.import_module(_GRAMMAR).is_valid_syntax(term, value)
    return judged


def _postpone() -> None:
    """Import jsonschema with this check; whoever else imports the grammar gets all of it."""
    if "jsonschema" in sys.modules or _GRAMMAR in sys.modules:
        return
    instead = ModuleType(_GRAMMAR)
    vars(instead)["is_valid_syntax"] = is_valid_syntax
    sys.modules[_GRAMMAR] = instead
    try:
        importlib.import_module("jsonschema")
    finally:
        del sys.modules[_GRAMMAR]


_postpone()
