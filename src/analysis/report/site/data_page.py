"""The page of the data: every source, table and field, as the packages in ``data/raw`` describe them."""

from html import escape

from analysis.data.indicators import Indicator, indicators
from analysis.data.sources import Field, Source, Table, sources
from analysis.report.dictionary import aggregation, years
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.site import markup, spanning

GEOGRAPHIES = {
    "63": N_("the 63 provinces before 1 July 2025"),
    "34": N_("the 34 units in force since 1 July 2025"),
    "mixed": N_("former provinces and units in force, marked row by row"),
}


def rights(language: Language) -> str:
    """Return whose the figures are, source by source, with the rights seen and how to cite, as a table."""
    code, say = language.code, language.say
    rows = [
        [
            markup.link(f"#{source.name}", source.title[code]),
            escape(source.publisher[code]),
            escape(source.rights[code]),
            escape(source.cite[code]),
        ]
        for source in sources().values()
    ]
    heads = [say("Source"), say("Publisher"), say("Rights"), say("How to cite")]
    return markup.table(say("Rights, source by source"), heads, rows, "rights")


def data_page(language: Language) -> str:
    """Return the sources one after another as Markdown, with an anchor for each."""
    known = sources().values()
    described = (_source(source, language) for source in known)
    return "\n\n".join([*described, _worked_out(language), spanning.section(language)]) + "\n"


def _source(source: Source, language: Language) -> str:
    code, say = language.code, language.say
    homepage = markup.link(source.homepage, source.homepage) if source.homepage else ""
    facts = markup.definitions(
        [
            (say("Publisher"), escape(source.publisher[code])),
            (say("Home page"), homepage),
            (say("Read in"), escape(source.read_in[code])),
            (say("Read on"), language.date(source.read_on)),
            (say("State of publication"), escape(source.vintage_vi if code == "vi" else source.vintage)),
            (say("Rights"), escape(source.rights[code])),
            (say("How to cite"), escape(source.cite[code])),
            (say("How it was checked"), markup.notes(source.checks[code])),
            (say("Mind"), markup.notes([caveat[code] for caveat in source.caveats])),
        ]
    )
    tables = [_table(table, source, language) for table in source.tables.values()]
    return "\n\n".join([_anchor(source.name), f"## {source.title[code]}", facts, *tables])


def _table(table: Table, source: Source, language: Language) -> str:
    code, say = language.code, language.say
    publisher = table.publisher[code] if table.publisher != source.publisher else ""
    read_in = table.read_in[code] if table.read_in != source.read_in else ""
    place = say(GEOGRAPHIES[table.geography]) if table.geography in GEOGRAPHIES else ""
    facts = markup.definitions(
        [
            (say("What it holds"), escape(table.description[code])),
            (say("Publisher"), escape(publisher)),
            (say("Read in"), escape(read_in)),
            (say("Places"), place),
            (say("How it was checked"), markup.notes(table.checks[code])),
            (say("Mind"), markup.notes([caveat[code] for caveat in table.caveats])),
            (say("File"), f"<code>{table.path}</code>"),
            (say("Size"), say("{bytes} bytes", bytes=language.integer(table.bytes))),
            ("SHA-256", f'<code class="checksum">{table.hash.removeprefix("sha256:")}</code>'),
        ]
    )
    header = [say("Field"), say("Unit"), say("Definition")]
    rows = [_field(field, language) for field in table.fields]
    fields = markup.table(say("Fields of {table}", table=table.title[code]), header, rows, "fields")
    label = say("Fields ({count})", count=len(rows))
    return f"### {table.title[code]}\n\n{facts}\n{markup.folded(label, fields)}"


def _field(field: Field, language: Language) -> list[str]:
    breaks = [f"{at['year']}: {at[language.code]}" for at in field.breaks]
    notes = breaks + [caveat[language.code] for caveat in field.caveats]
    return [
        f"{escape(field.title[language.code])}<br><code>{field.name}</code>",
        escape(language.unit(field.unit)) if field.unit else "",
        escape(field.description[language.code]) + markup.items(notes) + _use(field, language),
    ]


def _worked_out(language: Language) -> str:
    """Return the indicators that are no column of a table: derived ones, and single reported figures."""
    code, say = language.code, language.say
    title = say("Indicators worked out from these tables")
    rows = [
        [
            f"{escape(one.label[code])}<br><code>{one.name}</code>",
            escape(language.unit(one.unit)),
            escape(one.definition[code])
            + markup.items([caveat[code] for caveat in one.caveats])
            + _use(one, language),
        ]
        for one in indicators().values()
        if one.kind != "published"
    ]
    table = markup.table(title, [say("Indicator"), say("Unit"), say("Definition")], rows, "fields")
    return "\n\n".join([_anchor("indicators"), f"## {title}", table])


def _use(figure: Field | Indicator, language: Language) -> str:
    """Return how a figure may be used: the years that compare, and how it aggregates."""
    uses = [
        (language.say("Comparable years"), years(figure.comparable)),
        (language.say("From 63 to 34"), aggregation(figure.aggregate, language)),
    ]
    return "".join(f'<p class="use"><b>{label}:</b> {escape(text)}</p>' for label, text in uses if text)


def _anchor(name: str) -> str:
    """Return a place to link to, as HTML: Markdown would turn underscores of the name into hyphens."""
    return f'<div class="anchor" id="{name}"></div>'
