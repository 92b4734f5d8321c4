"""The words of the explorer: what its script says, under short keys, in both languages."""

from collections.abc import Mapping

from analysis.report import imprint
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid, placeholders

FRAME: dict[str, Msgid] = {
    "title": N_("Explorer: online public services across Viet Nam’s provinces"),
    "skip": N_("Skip to main content"),
    "language": N_("Language"),
    "question": N_(
        "How do smartphones, community digital technology teams and the budget for digital transformation go "
        "with people’s use of online public services, province by province?"
    ),
    "caution": N_("An association is not an effect: nothing here shows that one thing brings about another."),
    "findings": N_("Main findings and how strong the evidence is"),
    "sources_head": N_("Sources and cautions"),
    "download": N_("Download this measure (CSV)"),
    "print": N_("Print"),
    "choices": N_("Choices"),
    "no_figure": N_("no figure"),
}

MAP: dict[str, Msgid] = {
    "map_head": N_("Map"),
    "provinces": N_("Provinces and cities"),
    "geography_63": N_("63 provinces before 1 July 2025"),
    "geography_34": N_("34 units in force since 1 July 2025"),
    "measure": N_("Measure"),
    "year": N_("Year"),
    "own_year": N_("each place its own year"),
    "own_years": N_("each place its own year ({years})"),
    "map_title": N_("{measure}, {year}"),
    "map_name": N_("Tile map: {title}"),
    "map_keys": N_("Arrow keys move from place to place; Enter opens the province card."),
    "known": N_("Known for {known} of {all} places."),
    "extremes": N_("Lowest: {lowest} ({least}); highest: {highest} ({most})."),
    "not_one": N_("No public figure of this measure was found for any place."),
    "islands": N_("{name} islands"),
    "islands_spoken": N_("{name} islands, without a figure"),
    "legend": N_("range (number of places)"),
    "missing": N_("no figure ({count})"),
    "apart": N_("not comparable ({count})"),
    "span": N_("{low} to {high}"),
    "counted": N_("{span} ({count})"),
    "unit": N_("Unit"),
    "definition": N_("What it counts"),
    "comparable": N_("Years that can be compared"),
    "no_years": N_("no two years"),
    "cautions": N_("Cautions"),
    "joined": N_("How former provinces make up a unit in force"),
    "source": N_("Source"),
    "about_measure": N_("About this measure"),
    "not_like": N_("{year} cannot be compared with {years}: it was measured in another way."),
}

TABLE: dict[str, Msgid] = {
    "table_head": N_("Table"),
    "search": N_("Find a place"),
    "place": N_("Province or city"),
    "position_rank": N_("Expected rank (90% interval), 1 = highest figure"),
    "position_quarter": N_("Quarter of the known figures"),
    "rank": N_("{rank} ({low}–{high})"),
    "rank_spoken": N_("expected rank {rank}, 90% interval {low}–{high}"),
    "quarter_1": N_("lowest quarter"),
    "quarter_2": N_("lower middle quarter"),
    "quarter_3": N_("upper middle quarter"),
    "quarter_4": N_("highest quarter"),
    "why_rank": N_(
        "Ranks rest on the error of a figure as far as years of one definition show it. Figures of places "
        "whose intervals overlap cannot be told apart."
    ),
    "why_quarter": N_("No rank is given: the error of these figures is not known."),
    "why_none": N_("Places are not put in order: too few figures are known, or they are of different years."),
    "shown": N_("{shown} of {all} places shown."),
    "about": N_("about {value}"),
    "at_least": N_("at least {value}"),
    "at_most": N_("at most {value}"),
    "not_comparable": N_("not comparable"),
    "of_year": N_("{value} ({year})"),
    "sort": N_("Sort by: {column}"),
}

CARD: dict[str, Msgid] = {
    "card_head": N_("Province card"),
    "choose": N_("Choose a place"),
    "joined_unit": N_("Since 1 July 2025 part of {unit}."),
    "same_unit": N_("Unchanged on 1 July 2025."),
    "formed_of": N_("Formed on 1 July 2025 of:"),
    "brief_file": N_("Two-page brief of {unit}, file {file}"),
    "series": N_("{measure} by year: {figures}"),
    "series_year": N_("{year}: {value}"),
    "break": N_("The dashed line parts years that cannot be compared."),
    "inputs_known": N_("What is public on teams, smartphones, fibre, budget and dossiers"),
    "inputs_unknown": N_("Not known"),
    "unknown_of": N_("{place}: {names}"),
    "nothing_known": N_("Nothing usable is public."),
    "all_known": N_("All of these are public."),
    "none_missing": N_("Every other measure has a figure."),
    "also_missing": N_("No figure in the latest year: {names}."),
    "sources_of": N_("Sources: {sources}."),
    "back": N_("Back to the map"),
    "to_sliders": N_("Set the sliders below to these figures"),
}

SLIDERS: dict[str, Msgid] = {
    "sliders_head": N_("Figures like these: what the model expects"),
    "sliders_intro": N_(
        "A model of the scores of portal use (PAPI 8.1) of {n} provinces in {year} on four conditions. Move "
        "the sliders to see which scores provinces with such figures have in the model."
    ),
    "data_range": N_("provinces: {low} to {high}"),
    "set_to": N_("Set to the figures of"),
    "set": N_("Set"),
    "result": N_(
        "Among provinces with figures like these, the model expects a score of {estimate}; for single "
        "provinces, {level} of the draws lie between {low} and {high}."
    ),
    "actual": N_("{place} itself: {score} in {year}."),
    "without": N_("Without a score or a figure in {year}, and not in the model: {names}."),
    "inside": N_("These figures lie within those of the provinces."),
    "outside": N_("The model extrapolates: no province has such figures of {names}."),
    "far": N_("The model extrapolates: each figure occurs, but no province has such a combination of them."),
    "below_scale": N_("Part of the interval lies below {end}, where the scale of PAPI 8.1 begins."),
    "bar": N_(
        "Interval of the draws from {low} to {high}, estimate {estimate}; scores of the provinces from "
        "{least} to {most}."
    ),
    "bar_scores": N_("scores of {n} provinces, {year}"),
    "bar_model": N_("model: estimate and {level} interval"),
    "read_first": N_("Read this first"),
    "method": N_(
        "Method: least squares, GRDP per head as logarithm; {draws} draws of coefficients (provinces drawn "
        "with replacement) and of residuals. The interval lies between the quantiles of the draws."
    ),
}

FOOT: dict[str, Msgid] = {
    "two_sets": N_(
        "Provinces: the 63 before 1 July 2025 and the 34 in force since that day under "
        "Resolution 202/2025/QH15. Figures of the one are never joined to figures of the other."
    ),
    "missing_not_zero": N_("A missing figure is not zero, and none is filled in."),
    "score_not_share": imprint.SCORE,
    "limits": imprint.LIMITS,
    "licence": N_(
        "Rights: this page may be passed on freely (MIT licence). The figures belong to their first "
        "publishers; cite these. For most of the figures no licence for re-use was seen."
    ),
    "corrections": imprint.CORRECTIONS,
    "offline": N_("This page holds everything it shows. It sends and fetches nothing."),
}

COLUMNS: dict[str, Msgid] = {
    "csv_code": N_("Code"),
    "csv_geography": N_("Places"),
    "csv_value": N_("Figure"),
    "csv_bound": N_("Kind of figure"),
    "csv_exact": N_("exact"),
    "csv_about": N_("about"),
    "csv_at_least": N_("at least"),
    "csv_at_most": N_("at most"),
    "csv_rank": N_("Expected rank"),
    "csv_low": N_("Rank, lower end of the 90% interval"),
    "csv_high": N_("Rank, upper end of the 90% interval"),
}

TABLES: tuple[Mapping[str, Msgid], ...] = (FRAME, MAP, TABLE, CARD, SLIDERS, FOOT, COLUMNS)


def words(language: Language) -> dict[str, str]:
    """Return every text under its key, placeholders as they stand: the script fills them in."""
    return {
        key: language.say(text, **{name: f"{{{name}}}" for name in placeholders(text)})
        for table in TABLES
        for key, text in table.items()
    }
