"""Words for reported figures: what they are called, what they are of, why one is used or not."""

from analysis.data.deliveries.kept.decided import recorded
from analysis.data.indicators import Texts, described, indicators

SOURCE = "reported_figures"

RULE: Texts = described("reported_reasons.yaml")["rule"]
"""The rule in words, in both languages."""


def rule() -> Texts:
    """Return :data:`RULE`, with what goes before it once decisions about delivered figures are recorded."""
    if not recorded():
        return RULE
    decided = described("reported_reasons.yaml")["rule_decided"]
    return {language: f"{text} {decided[language]}" for language, text in RULE.items()}


def reasons() -> dict[str, Texts]:
    """Return why a figure is chosen or not: texts in both languages by the key in the column ``reason``."""
    return dict(described("reported_reasons.yaml")["reasons"])


def class_text(name: str) -> Texts:
    """Return a definition or denominator in words, in both languages."""
    return dict(described("reported_indicators.yaml")["class_texts"][name])


def label(indicator: str) -> Texts:
    """Return the name of a reported indicator in both languages; KeyError when it has none.

    Where figures are given on several bases it names none of them: the base stands in the column ``class``.
    """
    own = described("reported_indicators.yaml")["labels"]
    if indicator in indicators() and indicator not in own:
        return indicators()[indicator].label
    english, vietnamese, _ = own[indicator]
    return {"en": english, "vi": vietnamese}


def unit(indicator: str) -> str:
    """Return the identifier of the unit of a reported indicator; KeyError when it has no entry."""
    if indicator in indicators():
        return indicators()[indicator].unit
    return str(described("reported_indicators.yaml")["labels"][indicator][2])
