"""What can be said of published targets, as headline results."""

from analysis.data import availability, judged_targets, processed, target_series
from analysis.report.findings import Finding, dossier_target
from analysis.report.language import Language
from analysis.stats.targets.attainment import attainment


def all_findings() -> list[Finding]:
    """Return every finding about targets, in the order in which a page states them."""
    return [
        dossier_target(),
        dossier_target_bounds(),
        targets_judged(),
        targets_with_series(),
        budget_guideline(),
    ]


def dossier_target_bounds() -> Finding:
    """Return how many provinces may have met the dossier target of 2022, whatever the unknown ones did."""
    places = len(processed.places("63"))
    rows = processed.targets(indicator="online_dossier_share_pct").query("geography == 'VN' and counts")
    found = attainment(rows, places)

    def sentence(language: Language) -> str:
        return language.say(
            "For {unknown} of {places} provinces nothing usable is public: between {low} and {high} of all "
            "may have met the target of 2022.",
            unknown=language.integer(found.not_known),
            places=language.integer(places),
            low=language.percent(found.low, 0),
            high=language.percent(found.high, 0),
        )

    return Finding(
        "dossier_target_2022_not_known", found.not_known, None, None, "count", places, (2022,), 0, sentence,
        digits=0,
    )  # fmt: skip


def targets_judged() -> Finding:
    """Return how many of the published targets can be judged for any place, and for every place."""
    rows = judged_targets.summary(processed.targets())
    some = int((rows["not_known"] < rows["places"]).sum())
    whole = int((rows["not_known"] == 0).sum())

    def sentence(language: Language) -> str:
        return language.say(
            "Of {all} published targets, guidelines and proposals, {some} can be judged for at least one "
            "place and {whole} for every place they hold for.",
            all=language.integer(len(rows)),
            some=language.integer(some),
            whole=language.integer(whole),
        )

    years = sorted({int(year) for year in rows["target_year"]})
    return Finding(
        "targets_with_any_verdict", some, None, None, "count", len(rows), tuple(years), 0, sentence, digits=0
    )


def targets_with_series() -> Finding:
    """Return for how many published targets a province has the years that a probability would need."""
    rows = target_series.behind(processed.targets(), len(processed.places("63")))
    some = int((rows["with_series"] > 0).sum())

    def sentence(language: Language) -> str:
        return language.say(
            "Of {all} published targets, guidelines and proposals, {some} have a province with the {years} "
            "comparable years that a probability of reaching them would need; the longest series has "
            "{longest}.",
            all=language.integer(len(rows)),
            some=language.integer(some),
            years=language.integer(target_series.FEWEST_YEARS),
            longest=language.integer(int(rows["longest"].max())),
        )

    years = sorted({int(year) for year in rows["target_year"]})
    return Finding(
        "targets_with_series", some, None, None, "count", len(rows), tuple(years), 0, sentence, digits=0
    )


def budget_guideline() -> Finding:
    """Return for how many provinces the share of the budget can be held against the guideline."""
    places = len(processed.places("63"))
    share = "dx_budget_share_pct"
    known = availability.printed(processed.reported(variables=[share]), [share]).iloc[0]
    usable = int(known["exact"] + known["about"])
    guideline = processed.targets(indicator=share).query("kind == 'guideline'").iloc[0]

    def sentence(language: Language) -> str:
        return language.say(
            "Whether provinces spend the recommended {level} of their budget on digital transformation can "
            "be checked for {known} of {places} provinces.",
            level=language.percent(guideline["target"], 0),
            known=language.integer(usable),
            places=language.integer(places),
        )

    return Finding(
        "budget_guideline_known", usable, None, None, "count", places, (int(guideline["target_year"]),), 0,
        sentence, digits=0,
    )  # fmt: skip
