"""How the report on a file is called, how it opens, and what it asks for at its end."""

from analysis.report.language import Language
from analysis.report.messages import N_, Msgid

TITLES: dict[str, Msgid] = {
    "faults": N_("The file could not be accepted yet"),
    "unread": N_("The file could not be read"),
    "doubts": N_("Some figures of the file need to be confirmed"),
    "none": N_("Nothing was found that needs correcting"),
}
"""Titles, by what was found: ``faults``, ``unread``, ``doubts`` or ``none``."""


def opening(kind: str, language: Language) -> list[str]:
    """Return the paragraphs of the opening, for a key of :data:`TITLES`."""
    say = language.say
    if kind == "unread":
        return [
            say(
                "Thank you for your file. It could not be opened, so no figure was read; nothing was changed."
            )
        ]
    thanks = say("Thank you for your file. It was read from beginning to end.")
    if kind == "none":
        return [thanks]
    return [thanks, say("No figure of it is used until the points below are settled; nothing was changed.")]


def closing(kind: str, language: Language, *, doubts: bool) -> list[str]:
    """Return what is asked for at the end, for a key of :data:`TITLES`."""
    say, found = language.say, []
    if kind == "unread":
        return [say("Please send the file again once the point above is settled.")]
    if kind == "faults":
        found += [
            say(
                "Please correct the cells in the file that you sent and send the whole file again. In the "
                "marked copy that comes with this report they are coloured, each with a comment."
            ),
        ]
    if doubts:
        found.append(
            say(
                "For each figure to confirm, please tell us which one is to be used. What is chosen, by whom "
                "and why is recorded with the figure."
            )
        )
    return found or [say("The figures can be taken in; you will get a receipt.")]
