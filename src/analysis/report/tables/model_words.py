"""What estimators, standard errors and their cautions are called in both languages.

The statistics room names them in one fixed way; the names are taken apart here and said in the page's
language. A name that is not known here is an error, never an English word on a Vietnamese page.
"""

import re
from typing import TYPE_CHECKING

from analysis.report.language import Language
from analysis.report.messages import N_, Msgid

if TYPE_CHECKING:
    from analysis.stats.models import Result

METHODS: dict[str, Msgid] = {
    r"OLS": N_("ordinary least squares"),
    r"Weighted least squares": N_("weighted least squares"),
    r"Pooled OLS": N_("pooled least squares"),
    r"Pooled Weighted least squares": N_("pooled weighted least squares"),
    r"Between, means by (?P<a>\w+)": N_("differences between means, one for each {a}"),
    r"Within, effects of (?P<a>\w+)": N_("changes within each {a} (fixed effects)"),
    r"Two-way fixed effects of (?P<a>\w+) and (?P<b>\w+)": N_("fixed effects of {a} and {b}"),
    r"Random effects of (?P<a>\w+) \(Swamy and Arora\)": N_("random effects of {a} (Swamy and Arora)"),
    r"Mundlak, means by (?P<a>\w+)": N_("pooled least squares with means for each {a} (Mundlak)"),
    r"Differences over (?P<gap>[\d.]+) of (?P<a>\w+)": N_("changes over {gap} years"),
    r"Long differences, (?P<a>\w+) (?P<start>[\d.]+) to (?P<end>[\d.]+)": N_("changes from {start} to {end}"),
    r"Roll-out by imputation, effects of (?P<a>\w+) and (?P<b>\w+)(, controls .+?)?(, weighted)?": N_(
        "differences from what effects of {a} and {b} give for places not yet equipped"
    ),
    r"Roll-out by imputation, effects of (?P<a>\w+) and (?P<b>\w+).*, by years since": N_(
        "differences from what effects of {a} and {b} give for places not yet equipped, by years since"
    ),
    r"Roll-out by imputation, effects of (?P<a>\w+) and (?P<b>\w+).*, by first year": N_(
        "differences from what effects of {a} and {b} give for places not yet equipped, by first year"
    ),
    r"Fractional logit, (?P<scale>[a-z ]+)": N_("fractional logit, {scale}"),
    r"Weighted fractional logit, (?P<scale>[a-z ]+)": N_("weighted fractional logit, {scale}"),
    r"Quasi-binomial logit, (?P<scale>[a-z ]+)": N_("quasi-binomial logit of counts, {scale}"),
    r"Beta regression, (?P<scale>[a-z ]+)": N_("beta regression, {scale}"),
    r"Generalised linear model \((?P<family>\w+) family, (?P<link>\w+) link\)": N_(
        "generalised linear model, {family} distribution, {link} link"
    ),
    r"Spatial lag, neighbours by (?P<neighbours>\w+)": N_(
        "regression with the mean of the neighbours ({neighbours})"
    ),
    r"Spatial error, neighbours by (?P<neighbours>\w+)": N_(
        "regression with errors shared by neighbours ({neighbours})"
    ),
}
ERRORS: dict[str, Msgid] = {
    r"classical": N_("classical"),
    r"classical, dispersion estimated": N_("classical, dispersion estimated"),
    r"classical, dispersion 1": N_("classical, dispersion 1"),
    r"classical, expected information": N_("classical, expected information"),
    r"jackknife by row": N_("jackknife, leaving out one observation in turn"),
    r"jackknife by (?P<a>\w+) \((?P<n>\d+) places\)": N_(
        "jackknife, leaving out each {a} in turn ({n} of them)"
    ),
    r"(?P<name>HC\d)": N_("{name}, robust to unequal variances"),
    r"CR1 by (?P<clusters>.+), K without nested effects": N_("CR1, clustered by {clusters}"),
    r"CR0 by (?P<clusters>.+), no small-sample factor": N_("CR0, clustered by {clusters}"),
    r"CR3 jackknife by (?P<clusters>.+)": N_("CR3, jackknife by {clusters}"),
    r"maximum likelihood": N_("maximum likelihood"),
}
SCALES: dict[str, Msgid] = {
    "average marginal effects": N_("average marginal effects"),
    "logit coefficients": N_("logit coefficients"),
}
FAMILIES: dict[str, Msgid] = {
    "gaussian": N_("normal"),
    "binomial": N_("binomial"),
    "poisson": N_("Poisson"),
    "gamma": N_("gamma"),
    "inverse_gaussian": N_("inverse Gaussian"),
}
LINKS: dict[str, Msgid] = {
    "identity": N_("identity"),
    "log": N_("logarithmic"),
    "logit": N_("logit"),
    "probit": N_("probit"),
    "cloglog": N_("complementary log-log"),
    "inverse": N_("inverse"),
    "inverse_squared": N_("inverse squared"),
    "sqrt": N_("square root"),
}
COLUMNS: dict[str, Msgid] = {
    "code": N_("province"),
    "entity": N_("province"),
    "province": N_("province"),
    "year": N_("year"),
    "region": N_("region"),
}
NEIGHBOURS: dict[str, Msgid] = {
    "contiguity": N_("one common border"),
    "second_order": N_("up to two borders away"),
    "nearest_4": N_("the four nearest"),
    "same_region": N_("the same region"),
}
PARTS = {"neighbours": NEIGHBOURS, "scale": SCALES, "family": FAMILIES, "link": LINKS}
CAUTIONS: dict[str, Msgid] = {
    "few_clusters": N_("Fewer than 30 clusters: these intervals are too short."),
    "few_degrees_of_freedom": N_("Fewer than 10 residual degrees of freedom: there is little to learn from."),
    "high_leverage": N_("The estimate rests on single places (leverage above 0.9)."),
    "shared_denominator": N_("Outcome and an input are divided by the same quantity."),
    "repeated_places": N_("Places appear more than once, and errors are taken as independent."),
    "perfect_fit": N_("The inputs reproduce the outcome exactly: it is probably computed from them."),
    "overdispersed": N_(
        "The figures scatter more widely than these standard errors assume: they are far too small."
    ),
    "shares_at_the_edge": N_("One share in twenty or more is 0, or above 98 percent."),
    "single_observation_places": N_("Places with one observation add nothing to this estimate."),
    "large_sample_errors": N_(
        "These standard errors hold in large samples; with a few dozen places they are too small."
    ),
}


def method(result: "Result", language: Language) -> str:
    """Return what the estimator is called, with its effects, in the page's language."""
    text, standardised = re.subn(r", standardised$", "", result.method)
    complete = any(re.fullmatch(pattern, text) for pattern in METHODS)
    main, _, effects = (text, "", "") if complete else text.partition(", effects of ")
    said = _said(main, METHODS, language)
    if effects:
        names = language.names(_column(name, language) for name in effects.split(" and "))
        said = language.say("{method}, with {names} effects", method=said, names=names)
    return language.say("{method}, standardised", method=said) if standardised else said


def inference(result: "Result", language: Language) -> str:
    """Return what the standard errors are called, with their reference distribution."""
    name, distribution = result.inference.rsplit(", ", 1)
    if distribution == "normal":
        distribution = language.say("normal distribution")
    return f"{_said(name, ERRORS, language)}; {distribution}"


def cautions(result: "Result", language: Language) -> str:
    """Return what to know before trusting the standard errors, as sentences; empty when there is nothing."""
    return " ".join(language.say(CAUTIONS[caution]) for caution in result.cautions)


def _said(text: str, known: dict[str, Msgid], language: Language) -> str:
    for pattern, msgid in known.items():
        match = re.fullmatch(pattern, text)
        if match:
            parts = match.groupdict()
            wanted = {name: part for name, part in parts.items() if f"{{{name}}}" in msgid}
            return language.say(msgid, **{name: _part(name, part, language) for name, part in wanted.items()})
    raise ValueError(f"{text!r} has no words for readers yet: add it to analysis.report.tables.model_words.")


def _part(name: str, part: str, language: Language) -> str:
    if name == "clusters":
        return language.names(_cluster(cluster, language) for cluster in part.split(" and "))
    if name in PARTS:
        return language.say(PARTS[name][part]) if part in PARTS[name] else part
    return _column(part, language) if name in ("a", "b") else part


def _cluster(text: str, language: Language) -> str:
    column, count = re.fullmatch(r"(\w+) \((\d+) clusters\)", text).groups()  # type: ignore[union-attr]
    return language.say("{name} ({n} clusters)", name=_column(column, language), n=int(count))


def _column(name: str, language: Language) -> str:
    return language.say(COLUMNS[name]) if name in COLUMNS else name
