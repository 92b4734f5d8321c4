"""What can be said of the quality of the figures, as headline results."""

from analysis.data import availability, doubts, processed
from analysis.data.disagreement import conflicts
from analysis.data.panel import YEARS as PANEL_YEARS
from analysis.report.claims import Estimate
from analysis.report.findings import USE, YEARS, Finding, inputs_known
from analysis.report.language import Language
from analysis.report.pages.quality.data_quality import CHARACTERISTICS, COMPARED_IN, has_value, measures
from analysis.stats.describe.missingness import known_against_unknown


def all_findings() -> list[Finding]:
    """Return every finding on the quality of the figures, in the order in which a page states them."""
    return [
        inputs_known(),
        measures_complete(),
        figures_not_random(),
        papi_gaps(),
        contradictions(),
        in_doubt(),
    ]


def measures_complete() -> Finding:
    """Return how many measures of use and inputs have a value for all former provinces in some year."""
    names = measures()
    places = len(processed.places("63"))
    seen = processed.observations(geography="63")
    whole = len(availability.complete(seen[seen["year"].isin(PANEL_YEARS)], names, places))

    def sentence(language: Language) -> str:
        return language.say(
            "Of {all} measures of use and of its inputs, {whole} are known for all {places} provinces in at "
            "least one year.",
            all=language.integer(len(names)),
            whole=language.integer(whole),
            places=language.integer(places),
        )

    return Finding(
        "measures_complete", whole, None, None, "count", len(names), tuple(PANEL_YEARS), 0, sentence,
        digits=0,
    )  # fmt: skip


def figures_not_random() -> Finding:
    """Return how provinces with a public smartphone share differ in population from those without.

    Where hardly any is without, the number of those known instead.
    """
    year = processed.panel("63", years=[COMPARED_IN]).set_index("code")
    has = has_value("smartphone_share_pct")
    found = known_against_unknown(year, has, CHARACTERISTICS)
    if "population_thousand" not in found.index:
        return _figures_complete(len(has), len(year))
    row = {str(name): value for name, value in found.T["population_thousand"].items()}

    def sentence(language: Language) -> str:
        ends = (row["estimate"], row["low"], row["high"])
        texts = {
            "known": language.integer(row["n_known"]),
            "size": language.signed(row["estimate"], 2),
            "basis": Estimate(*ends, len(year), str(COMPARED_IN), digits=2).basis(language),
        }
        if row["low"] <= 0 <= row["high"]:
            return language.say(
                "The {known} provinces with a public smartphone share among adults differ in mean population "
                "from the others by {size} standard deviations ({basis}); the interval includes zero.",
                **texts,
            )
        return language.say(
            "The {known} provinces with a public smartphone share among adults are no cross-section of the "
            "country: their mean population differs from that of the others by {size} standard deviations "
            "({basis}).",
            **texts,
        )

    return Finding(
        "smartphone_figures_not_random", row["estimate"], row["low"], row["high"],
        "standard_deviations", len(year), (COMPARED_IN,), 0.1, sentence,
    )  # fmt: skip


def _figures_complete(known: int, places: int) -> Finding:
    """Return that too few provinces are without a smartphone share to compare them with the others."""

    def sentence(language: Language) -> str:
        return language.say(
            "The smartphone share among adults is known for {known} of {all} provinces, so that provinces "
            "with and without a figure can no longer be compared.",
            known=language.integer(known),
            all=language.integer(places),
        )

    return Finding(
        "smartphone_figures_not_random", float(known), None, None, "count",
        places, (COMPARED_IN,), 0, sentence, digits=0,
    )  # fmt: skip


def papi_gaps() -> Finding:
    """Return how many province-years lack a PAPI score in the comparable years."""
    panel = processed.panel("63", years=YEARS)
    missing = len(availability.gaps(panel, USE))

    def sentence(language: Language) -> str:
        return language.say(
            "PAPI has no score for {missing} of {all} provinces and years in {years}; the gaps are kept, not "
            "filled.",
            missing=language.integer(missing),
            all=language.integer(len(panel)),
            years=language.years(YEARS),
        )

    return Finding("papi_gaps", missing, None, None, "count", len(panel), YEARS, 0, sentence, digits=0)


def contradictions() -> Finding:
    """Return how many pairs of public figures disagree, and how many of them within one definition."""
    pairs = conflicts(processed.reported())
    same = int(pairs["same_class"].sum())

    def sentence(language: Language) -> str:
        return language.say(
            "{pairs} pairs of public figures for one province and measure disagree; {same} of them claim to "
            "count the same thing.",
            pairs=language.integer(len(pairs)),
            same=language.integer(same),
        )

    places = len(processed.places("63"))
    years = tuple(sorted({int(year) for side in "ab" for year in pairs[f"year_{side}"].dropna()}))
    return Finding(
        "figures_that_disagree", len(pairs), None, None, "count", places, years, 0, sentence, digits=0
    )


def in_doubt() -> Finding:
    """Return how many reported figures are in doubt, and how many of them are kept out of comparisons."""
    reported = processed.reported()
    figures = reported[reported["kind"] == "observed"]
    observed = len(figures)
    lines = doubts.doubtful(reported).drop_duplicates("line")
    unused = int((~lines["chosen"].astype(bool)).sum())

    def sentence(language: Language) -> str:
        return language.say(
            "Of {all} reported figures, {doubted} are in doubt; {unused} of these are not used in any "
            "comparison.",
            all=language.integer(observed),
            doubted=language.integer(len(lines)),
            unused=language.integer(unused),
        )

    years = tuple(sorted({int(year) for year in figures["year"].dropna()}))
    return Finding(
        "reported_figures_in_doubt", len(lines), None, None, "count", observed, years, 0, sentence, digits=0
    )
