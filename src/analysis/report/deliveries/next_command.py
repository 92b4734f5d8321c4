"""The command that whoever processes a file runs next, with what was found in the file filled in."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.data.deliveries.remarks import DOUBT, FAULT, Remark
from analysis.data.deliveries.understood.told import LEFT_OUT
from analysis.data.deliveries.variables import variables
from analysis.data.deliveries.written.units_written import fitting, without_units
from analysis.report.deliveries.together import undated
from analysis.report.language import Language
from analysis.report.messages import N_

TITLE = N_("For whoever processes the file")

_OF_HEADINGS = frozenset({"unknown_heading", "ambiguous_heading", "unit_not_stated"})
_OF_YEARS = frozenset({"unknown_year", "ambiguous_year"})
_OF_PLACES = frozenset({"ambiguous_place"})


@dataclass(frozen=True)
class Step:
    """What is run, when, and what else its options can be.

    Attributes
    ----------
    when : str
        A sentence.
    commands : tuple of str
        One a line; a long one goes on after a backslash.
    others : tuple of str
        Other values of its options, each with what it is for.
    """

    when: str
    commands: tuple[str, ...]
    others: tuple[str, ...] = ()


def steps(
    remarks: Sequence[Remark], file: str, sender: str, language: Language, *, decisions: str = "decisions.csv"
) -> list[Step]:
    """Return what is run next: with the answers of the sender, with the corrected file, or with decisions.

    Parameters
    ----------
    remarks
        What was found in the file.
    file, sender
        Path or name of the file, and who sent it.
    language
        Of the sentences.
    decisions
        Path of the sheet on which the doubts are decided.
    """
    say = language.say
    receive = f"uptake receive {shlex.quote(file)} --sender {shlex.quote(sender or '…')}"
    faults = [one for one in remarks if one.grave == FAULT]
    if not faults and any(one.grave == DOUBT for one in remarks):
        sheet = shlex.quote(decisions)
        when = say("Once the choices stand in the sheet of decisions:")
        signed = f"uptake decide {sheet} --by '…' --why '…'"
        return [Step(when, (signed, f"{receive} --decisions {sheet}"))]
    found = []
    options, others = _options(faults, language)
    if options:
        when = say("If the sender answers instead of sending a new file (check each option with the answer):")
        found.append(Step(when, (" \\\n  ".join((receive, *options)),), tuple(others)))
    if any(one.kind not in _OF_HEADINGS | _OF_YEARS | _OF_PLACES for one in faults):
        found.append(Step(say("Once the corrected file has come:"), (receive,)))
    return found


def _options(faults: Sequence[Remark], language: Language) -> tuple[list[str], list[str]]:
    """Return the options that answer faults, and what else they could be."""
    options: list[str] = []
    others: list[str] = []
    for heading, answers in _maps(faults, language.say("UNIT")):
        first, *more = answers
        options.append(f"--map {shlex.quote(f'{heading}={first}')}")
        if more:
            others.append(
                language.say("“{heading}” can also be: {answers}", heading=heading, answers=", ".join(more))
            )
    kinds = {one.kind for one in faults}
    if kinds & _OF_YEARS:
        options.append(f"--year {shlex.quote(language.say('YEAR'))}")
    if kinds & _OF_PLACES:
        options.append(f"--units {shlex.quote(language.say('63 or 34'))}")
    return options, others


def _maps(faults: Sequence[Remark], asked: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the headings to be told, those that differ in their year once, with what they can be.

    No unit is suggested: a thousandfold figure would look like an answer.
    """
    told: set[str] = set()
    for one in sorted(faults, key=Remark.order):
        heading = str(one.values.get("heading") or "")
        if one.kind not in _OF_HEADINGS or not heading or undated(heading) in told:
            continue
        told.add(undated(heading))
        if one.kind == "unit_not_stated":
            yield heading, [f"{one.variable}:{unit}" for unit in (asked, *one.values.get("units", ()))]
        else:
            names = one.values.get("suggestions") or one.values.get("variables") or ()
            yield heading, [*(_with_unit(name, heading) for name in names), LEFT_OUT]


def _with_unit(name: str, heading: str) -> str:
    """Return a variable with the unit that the heading states, which a heading that is told must name."""
    stated = [unit for level in heading.split(" / ") for unit in without_units(level)[1]]
    fit = fitting(stated, variables()[name])
    return f"{name}:{fit[0]}" if fit else name
