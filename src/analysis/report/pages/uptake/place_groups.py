"""Whether places fall into types by how online services are used, and which places are like a place."""

import pandas as pd

from analysis.data.amounts import in_logarithms
from analysis.data.indicators import indicators
from analysis.data.matching import matched
from analysis.report import tables
from analysis.report.kept_results import kept
from analysis.report.language import Language
from analysis.report.tables import Column, Table
from analysis.stats.describe.peers import Peers, peers
from analysis.stats.describe.typology import APART, STABLE, Typology, typology

OF_USE = ("papi_portal_use", "papi_internet_access", "dti_government", "dti_infrastructure")
"""What types of places are looked for in: use and access, each by both sources that cover the country."""
CONTEXT = (
    "population_density",
    "urban_share_pct",
    "income_per_capita_month_thousand_vnd",
    "poverty_rate_pct",
)
"""What places are compared by when peers are looked for."""


def types_of_use(year: int, seed: int) -> Typology:
    """Return types of the 63 provinces by use and access (:data:`OF_USE`), if there are any."""
    section = in_logarithms(matched(OF_USE, year).table, OF_USE).reset_index()
    return kept(typology)(section, OF_USE, place="code", seed=seed)


def types_table(found: Typology, year: int, language: Language) -> Table:
    """Return what each number of groups was held to, and whether it may be published."""
    return Table(
        found.quality.set_axis([language.integer(groups) for groups in found.quality.index]),
        {
            "silhouette": Column(language.say("How far apart (silhouette)"), 2),
            "ari": Column(language.say("How stable (adjusted Rand index)"), 2),
            "p_one_cloud": Column(language.say("p if all were one group"), kind="p_value"),
            "smallest": Column(language.say("Places in the smallest group"), kind="integer"),
            "passes": Column(language.say("May be published"), kind="yes_no"),
        },
        caption=language.say(
            "Groups of {n} provinces by use and access, {year}", n=language.integer(found.n), year=str(year)
        ),
        rows=language.say("Number of groups"),
        note=language.say(
            "Needed: silhouette {apart} and adjusted Rand index {stable} or more, and groups that lie "
            "further apart than those of one cloud of places. k-means of {measures}.",
            apart=language.number(APART, 2),
            stable=language.number(STABLE, 2),
            measures=language.names(map(language.short, OF_USE)),
        ),
        source=tables.sources(OF_USE, language, geography="63"),
        language=language,
        folded=True,
    )


def profiles_table(found: Typology, year: int, language: Language) -> Table:
    """Return the types with their places and means; only of types that may be published."""
    measures = {str(name): Column(language.short(str(name)), 2) for name in found.columns}
    members = found.labels.dropna().groupby(found.labels)
    named = {kind: language.names(map(language.place, codes.index)) for kind, codes in members}
    shown = found.profiles.assign(members=found.profiles.index.map(named))
    return Table(
        shown.set_axis([language.integer(kind) for kind in shown.index]),
        {"places": Column(language.say("Provinces"), kind="integer")}
        | measures
        | {"members": Column(language.say("Which"), kind="text")},
        caption=language.say("Types of provinces by use and access, {year}: means", year=str(year)),
        rows=language.say("Type"),
        source=tables.sources(OF_USE, language, geography="63"),
        language=language,
    )


def not_published(found: Typology, language: Language) -> str:
    """Return why no types are given: the number of groups that comes nearest, and what it lacks."""
    tried = found.quality.reset_index()
    best = tried.iloc[int(tried["ari"].to_numpy().argmax())]
    return language.say(
        "No types of provinces are given: the most stable grouping, of {groups} groups, has a silhouette of "
        "{silhouette} (needed: {apart}) and an adjusted Rand index of {ari} (needed: {stable}; N = {n}); in "
        "one cloud of places without groups the silhouette would be as high with {p}.",
        groups=language.integer(best["groups"]),
        silhouette=language.number(best["silhouette"], 2),
        apart=language.number(APART, 2),
        ari=language.number(best["ari"], 2),
        stable=language.number(STABLE, 2),
        n=language.integer(found.n),
        p=language.p_value(best["p_one_cloud"]),
    )


def peers_by_context(year: int, seed: int) -> Peers:
    """Return the peers of the 63 provinces by :data:`CONTEXT`; amounts count as logarithms."""
    section = in_logarithms(matched(CONTEXT, year).table, CONTEXT).reset_index()
    return kept(peers)(section, CONTEXT, place="code", seed=seed)


def peers_table(
    found: Peers, values: "pd.Series[float]", measure: str, usual: float, language: Language
) -> Table:
    """Return each province beside the median of its peers.

    Parameters
    ----------
    found : Peers
    values : Series
        Figures of the measure, by code.
    measure : str
    usual : float
        What two figures usually differ by when nothing lies behind it.
    language : Language
    """
    digits = indicators()[measure].decimals
    rows = found.pairs.assign(of_peer=found.pairs["peer"].map(values)).groupby("place", sort=True)
    shown = pd.DataFrame({"peers": rows["peer"].agg(list), "of_peers": rows["of_peer"].median()})
    shown["peers"] = [language.names(map(language.place, each)) for each in shown["peers"]]
    shown["figure"] = values.reindex(shown.index)
    shown["gap"] = shown["figure"] - shown["of_peers"]
    return Table(
        shown.sort_values("gap", ascending=False),
        {
            "of_peers": Column(language.say("Median of the peers"), digits),
            "gap": Column(language.say("Difference"), digits, kind="signed"),
            "peers": Column(language.say("Peers"), kind="text"),
        },
        caption=language.say("{measure}: each province beside its peers", measure=language.label(measure)),
        rows=language.say("Province"),
        geography="63",
        note=language.say(
            "Peers: among the {k} nearest by {columns}, and still so without one of them and with places "
            "drawn anew. Figures of two places usually differ by up to {usual} by noise alone.",
            k=language.integer(found.nearest),
            columns=language.names(map(language.short, CONTEXT)),
            usual=language.number(usual, digits),
        ),
        source=tables.sources([measure, *CONTEXT], language, geography="63"),
        language=language,
        folded=True,
    )
