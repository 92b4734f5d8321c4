"""The guard against sentences that figures of provinces do not bear: words of cause, persons as subjects."""

from analysis.report.language import Language
from analysis.report.lint import causal_words, person_subjects
from analysis.report.lint.faults import CausalWord, Fault, PersonSubject
from analysis.report.lint.reading import plain

__all__ = ["CausalWord", "Fault", "PersonSubject", "lint"]


def lint(text: str, language: Language | str) -> list[Fault]:
    """Return what a text claims that figures of provinces cannot show, in the order in which it stands.

    Parameters
    ----------
    text
        Plain text, markdown or HTML, in any Unicode form.
    language
        Language of the text.

    Returns
    -------
    list of Fault
        :class:`CausalWord` for a word of cause, :class:`PersonSubject` for a sentence that says of persons or
        households what was seen between provinces. Quotations, code, names (Quyết định 766, Decision 766) and
        sentences that say what cannot be concluded are passed over. Capitals do not matter, nor the form of
        Unicode, entities of HTML, marks of emphasis and ends of lines.
    """
    code = Language.of(language).code
    read = plain(text)
    found = [*causal_words.find(read, code), *person_subjects.find(read, code)]
    return [fault for _, fault in sorted(found, key=lambda pair: pair[0])]
