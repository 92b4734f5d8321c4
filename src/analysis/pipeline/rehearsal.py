"""What every run would do first, done once: imported last by a warm parent, before it forks.

Only what no run can change and none records: the schema of notebooks, the list of provisioners, translated
texts, descriptions of the sources (kept with the state of their files, and read again when that has changed).
No table of figures is read here: what a run reads, it reads itself.

Then some of what runs do with what they have read, on rows that belong to no place: a function that has been
called needs no page of its own in every fork when it is called again, nor the time to settle.
"""

import json
from contextlib import suppress
from functools import partial
from io import StringIO

import nbformat
import pandas as pd
from babel import localedata
from IPython.core.formatters import DisplayFormatter
from IPython.core.inputtransformer2 import TransformerManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbformat import NotebookNode
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from analysis.data.errors import InputError
from analysis.data.indicators import indicators
from analysis.pipeline import normalise
from analysis.report import figures, messages, tables
from analysis.report.figures import editions
from analysis.report.language import LANGUAGES, Language

_ROWS = "code,year,measure,value\n" + "".join(
    f"{code},{year},{measure},{code * year % 97 / 7:.2f}\n"
    for code in range(10, 16)
    for year in range(2001, 2006)
    for measure in ("a", "b")
)
"""A table of six places, five years and two measures that are none."""

_CODE = "import pandas as pd\nframe = pd.DataFrame({'a': [1, 2]})\nframe"


def rehearse() -> None:
    """Do what runs begin with, and go through the motions of a small run."""
    nbformat.validate(nbformat.v4.new_notebook())
    KernelProvisionerFactory.instance()
    messages.vietnamese()
    for code in LANGUAGES:
        localedata.load(str(Language(code).locale))
    with suppress(InputError):  # whoever checks the sources says what is wrong with them
        indicators()
    formatter = DisplayFormatter()
    for code in LANGUAGES:
        language = Language(code)
        for exhibit in (_table(language), _chart(language)):
            shown, _ = formatter.format(exhibit)
            _notebook(shown)


def _read() -> pd.DataFrame:
    """Return the rows, read and turned about as tables are."""
    rows = pd.read_csv(StringIO(_ROWS), dtype={"code": "string", "measure": "string"})
    wide = rows.pivot_table(index=["code", "year"], columns="measure", values="value").reset_index()
    wide = wide.merge(rows.groupby("code")["value"].median().rename("median").reset_index(), on="code")
    wide = wide[wide["year"].isin([2002, 2003, 2004])].sort_values(["year", "a"], ascending=False)
    wide["rank"] = wide.groupby("year")["a"].rank(method="min")
    wide["quarter"] = wide["a"].quantile([0.25, 0.5, 0.75]).reindex([0.5]).map("{:.1f}".format).iloc[0]
    return pd.concat([wide, wide.head(1).assign(a=None)], ignore_index=True).drop_duplicates()


def _table(language: Language) -> tables.Table:
    """Return a table of the rows."""
    data = _read().set_index("code")[["year", "a", "quarter"]]
    columns = {
        "year": tables.Column("year", kind="year"),
        "a": tables.Column("a", digits=2),
        "quarter": tables.Column("quarter", kind="text"),
    }
    return tables.Table(data, columns, caption="rehearsal", rows="code", language=language)


def _chart(language: Language) -> figures.Figure:
    """Return a chart of the rows, drawn in both editions."""
    data = _read().pivot_table(index="year", columns="code", values="a").iloc[:, :4]
    draw = partial(
        figures.trend, data, title="rehearsal", subtitle="rows of no place", source="none", language=language
    )
    with editions.edition("narrow"):
        draw()
    return draw()


def _notebook(shown: dict[str, object]) -> NotebookNode:
    """Return a notebook that shows something, given parameters, written and read as runs do."""
    output = nbformat.v4.new_output("display_data", json.loads(json.dumps(shown)))
    made = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("unit = ''", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(TransformerManager().transform_cell(_CODE), outputs=[output]),
        ]
    )
    given = parameterize_notebook(
        load_notebook_node(made), {"unit": "0"}, kernel_name="python3", language="python"
    )
    normalised = normalise.normalise(given)
    return nbformat.reads(nbformat.writes(normalised), as_version=4)


rehearse()
