"""The parameters of all notebooks: one name, one meaning, one set of allowed values everywhere.

A notebook calls :func:`check` right after its cell of parameters; the pipeline calls :func:`problems` before
it starts a kernel. Types are strict: "2020-01" is not a whole number, nor is True, and "2024" is no list.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from analysis.data import dataset
from analysis.report import simulation_mark
from analysis.report.language import LANGUAGES, Language
from analysis.report.parameter_rules import together
from analysis.report.parameter_spec import KINDS, SPEC, Kind
from analysis.report.tables.columns import Column
from analysis.report.tables.table import Table

SHORT_LIST = 8


class ParameterError(ValueError):
    """Parameters that cannot be used; lists every problem, and shows in notebooks as one short message."""

    def __init__(self, problems: list[str], language: Language) -> None:
        super().__init__(problems)
        self.problems = problems
        self.language = language

    def __str__(self) -> str:
        """Return the problems, one a line, with what to do."""
        head = self.language.say("These parameters cannot be used:")
        foot = self.language.say("Change the cell of parameters, then run all cells again.")
        return "\n".join([head, *(f"{number}. {text}" for number, text in enumerate(self.problems, 1)), foot])

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows instead of a traceback."""
        return str(self).splitlines()


class Parameters:
    """Checked parameters, read as attributes; they cannot be changed."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        fixed = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        object.__setattr__(self, "_values", fixed)

    def __getattr__(self, name: str) -> Any:
        values = object.__getattribute__(self, "_values")
        if name not in values:
            raise AttributeError(f"No parameter {name!r} was checked; these were: {', '.join(values)}.")
        return values[name]

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name} was checked: change it in the cell of parameters.")

    def __repr__(self) -> str:
        return f"Parameters({', '.join(f'{name}={value!r}' for name, value in self.as_dict().items())})"

    def as_dict(self) -> dict[str, Any]:
        """Return names and values (lists as tuples), in the order given."""
        return dict(object.__getattribute__(self, "_values"))


def check(**values: Any) -> Parameters:
    """Return the parameters when all of them, alone and together, can be used.

    From then on every reader gives the data set that the parameters name. A simulated one is announced; it is
    the same in every notebook, whatever random numbers their methods begin with.

    Raises
    ------
    ParameterError
        Listing every problem, in the language asked for.
    """
    found = problems(values)
    if found:
        raise ParameterError(found, _language_of(values))
    if "dataset" in values:
        dataset.forget()
        dataset.use(values["dataset"])
        if dataset.in_use().is_simulated:
            simulation_mark.show_banner(_language_of(values))
    return Parameters(values)


def problems(
    values: Mapping[str, Any],
    declared: Mapping[str, Any] | Collection[str] | None = None,
    language: Language | str | None = None,
) -> list[str]:
    """Return what is wrong with parameters, one sentence a problem; empty when nothing is.

    Parameters
    ----------
    values
        Values given.
    declared
        Names that the notebook's cell of parameters declares; with their defaults (a mapping) the values are
        also judged together with the defaults that stay in force. None: all names of :data:`SPEC`.
    language
        Language of the sentences; the parameter ``language``, or English, when omitted.
    """
    speech = Language.of(language) if language is not None else _language_of(values)
    names = list(SPEC if declared is None else declared)
    judged = {**declared, **values} if isinstance(declared, Mapping) else dict(values)
    found: list[str] = []
    sound: dict[str, Any] = {}
    for name, value in judged.items():
        faults = [_unknown(name, names, speech)] if name not in names else list(_alone(name, value, speech))
        found += faults
        if not faults:
            sound[name] = value
        elif name in ("inputs", "controls") and isinstance(value, list):
            sound[name] = [item for item in value if item in SPEC[name].allowed()]
    return found + list(together(sound, speech))


def _language_of(values: Mapping[str, Any]) -> Language:
    code = values.get("language")
    return Language(code) if code in LANGUAGES else Language("en")


def _unknown(name: str, names: list[str], language: Language) -> str:
    near = get_close_matches(name, names, n=1)
    if near:
        return language.say("{name}: no such parameter; did you mean {nearest}?", name=name, nearest=near[0])
    return language.say(
        "{name}: no such parameter; there are {names}.", name=name, names=language.names(names)
    )


def _alone(name: str, value: Any, language: Language) -> Iterator[str]:
    if name not in SPEC:
        yield _unknown(name, list(SPEC), language)
        return
    parameter = SPEC[name]
    if not _is(parameter.kind, value):
        kind = language.say(KINDS[parameter.kind])
        yield language.say("{name} = {value}: must be {kind}.", name=name, value=repr(value), kind=kind)
        return
    items = value if isinstance(value, list) else [value]
    if name in ("years", "inputs") and not items:
        yield language.say("{name}: the list is empty.", name=name)
    repeated = sorted({str(item) for item in items if items.count(item) > 1})
    if repeated:
        yield language.say(
            "{name}: {values} given more than once.", name=name, values=language.names(repeated)
        )
    allowed = parameter.allowed()
    for item in dict.fromkeys(items):
        if item not in allowed:
            yield _not_allowed(name, item, allowed, language)


def _is(kind: Kind, value: Any) -> bool:
    if kind in ("texts", "wholes"):
        single: Kind = "text" if kind == "texts" else "whole"
        return isinstance(value, list) and all(_is(single, item) for item in value)
    return type(value) is (str if kind == "text" else int)


def _not_allowed(name: str, item: str | int, allowed: Collection[str | int], language: Language) -> str:
    written = f"{name} = {item!r}"
    choices = [str(choice) for choice in allowed] if len(allowed) <= SHORT_LIST else []
    near = _nearest(name, item, allowed)
    if near:
        return language.say("{given}: not allowed; did you mean {nearest}?", given=written, nearest=near)
    if choices:
        return language.say(
            "{given}: not allowed; choose {values}.", given=written, values=", ".join(choices)
        )
    values = language.say(SPEC[name].values)
    return language.say("{given}: not allowed; allowed: {values}.", given=written, values=values)


def _nearest(name: str, item: str | int, allowed: Collection[str | int]) -> str | None:
    if not isinstance(item, str):
        return None
    if name == "unit":
        return _unit_named(item)
    near = get_close_matches(item, [str(choice) for choice in allowed], n=1)
    return repr(near[0]) if near else None


def _unit_named(name: str) -> str | None:
    from analysis.data.provinces import UnknownPlace, code_of, name_of  # noqa: PLC0415 - as above

    try:
        code = code_of(name, "34")
    except UnknownPlace:
        return None
    return f"{code!r} ({name_of(code, '34')})"


def table(names: Iterable[str], language: Language | str) -> Table:
    """Return the table of parameters that a notebook shows above its cell of parameters."""
    import pandas as pd  # noqa: PLC0415 - the pipeline judges parameters without tables

    language = Language.of(language)
    rows = {name: [language.say(SPEC[name].meaning), language.say(SPEC[name].values)] for name in names}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["meaning", "values"])
    columns = {
        "meaning": Column(language.say("Meaning"), kind="text"),
        "values": Column(language.say("Allowed values"), kind="text"),
    }
    caption = language.say("Parameters of this notebook")
    return Table(frame, columns, caption=caption, language=language, rows=language.say("Name"))
