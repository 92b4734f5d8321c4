"""The texts that code says or declares, told from the syntax tree, and the calls that hide theirs.

A literal can be found. So can whatever comes from a table of ``N_("…")`` texts, a module's own or one
imported from this project (tables have capital names), or from a name annotated ``Msgid``, which the type
checker guards.
"""

import ast
from collections.abc import Iterator


def literal_texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and text of each literal in ``….say("…")`` and ``N_("…")``, of both branches of an if."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in ("say", "N_"):
            yield from ((text.lineno, str(text.value)) for text in _literals(node.args[0]))


def _name(function: ast.expr) -> str | None:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else None


def _literals(text: ast.expr) -> list[ast.Constant]:
    if isinstance(text, ast.IfExp):
        return _literals(text.body) + _literals(text.orelse)
    return [text] if isinstance(text, ast.Constant) and isinstance(text.value, str) else []


def opaque_calls(tree: ast.Module) -> list[ast.Call]:
    """Return the calls ``….say(…)`` whose first argument is neither a literal nor a declared text."""
    declared = _declared(tree)
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "say"
        and not (node.args and _can_be_found(node.args[0], declared))
    ]


def _can_be_found(text: ast.expr, declared: set[str]) -> bool:
    if isinstance(text, ast.IfExp):
        return _can_be_found(text.body, declared) and _can_be_found(text.orelse, declared)
    if _literals(text):
        return True
    while isinstance(text, ast.Attribute | ast.Subscript | ast.Call):
        if isinstance(text, ast.Attribute) and text.attr.isupper():
            return True  # a table of another module: words.HEADINGS
        text = text.func if isinstance(text, ast.Call) else text.value
    return isinstance(text, ast.Name) and text.id in declared


def _declared(tree: ast.Module) -> set[str]:
    """Return the names that hold declared texts, following assignments and loops until nothing is added."""
    names = {alias.asname or alias.name for alias in _imported(tree)}
    names |= {argument.arg for argument in _arguments(tree) if _mentions(argument.annotation, {"Msgid"})}
    names |= {function.name for function in _functions(tree) if _mentions(function.returns, {"Msgid"})}
    names |= {variable.target.id for variable in _annotated(tree) if isinstance(variable.target, ast.Name)}
    bindings = list(_bindings(tree))
    while True:
        added = {
            name.id
            for target, value in bindings
            if _mentions(value, names | {"N_"})
            for name in ast.walk(target)
            if isinstance(name, ast.Name)
        }
        if added <= names:
            return names
        names |= added


def _imported(tree: ast.Module) -> Iterator[ast.alias]:
    """Yield the constants (capital names) that come from this project: tables of texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis"):
            yield from (alias for alias in node.names if alias.name.isupper())


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _arguments(tree: ast.Module) -> Iterator[ast.arg]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.arg))


def _annotated(tree: ast.Module) -> Iterator[ast.AnnAssign]:
    """Yield the variables that are annotated as a declared text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and _mentions(node.annotation, {"Msgid"}):
            yield node


def _bindings(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield from ((target, node.value) for target in node.targets)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            yield node.target, node.value
        elif isinstance(node, ast.For | ast.comprehension):
            yield node.target, node.iter


def _mentions(expression: ast.expr | None, names: set[str]) -> bool:
    return expression is not None and any(
        isinstance(node, ast.Name) and node.id in names for node in ast.walk(expression)
    )
