// The table under the map: the same figures, in an order of the reader's choice, and as a file.

const SIGNS = { ascending: "\u25b2", descending: "\u25bc", none: "\u2195" };

function listRows() {
  const of = layer(), { codes, names } = places();
  const rows = codes.map((code, at) => ({ code, name: names[at], at, figure: figure(of, at) }));
  const down = state.sort.startsWith("-"), by = state.sort.replace("-", "");
  const order = (row) => (by === "value" ? row.figure.value : by === "position" ? place(of, row.at) : null);
  const alphabetical = (a, b) => a.name.localeCompare(b.name, "vi");
  rows.sort((a, b) => {
    const [x, y] = [order(a), order(b)];
    if (by !== "name" && (x === null || y === null) && x !== y) return x === null ? 1 : -1; // unknown ones last
    const difference = by === "name" ? alphabetical(a, b) : x - y;
    return (down ? -difference : difference) || alphabetical(a, b);
  });
  return rows;
}

/** Return the number by which positions are put in order: the rank to be expected, or the quarter. */
const place = (of, at) => of.ranks?.[at]?.[0] ?? (Number(of.quarters?.[at]) || null);

/** Write the table in its order, with what was asked for. */
function drawTable() {
  const of = layer(), measure = chosen(), unit = measure.header[state.lang];
  const heads = [["name", say("place")], ["value", measure.short[state.lang] + (unit ? ` (${unit})` : "")]];
  if (of.ranks || of.quarters) heads.push(["position", say(of.ranks ? "position_rank" : "position_quarter")]);
  const table = byId("list").querySelector("table"), focused = document.activeElement?.dataset?.sort;
  table.tHead.rows[0].replaceChildren(...heads.map(([key, text]) => head(key, text)));
  if (focused) table.querySelector(`[data-sort="${focused}"]`)?.focus();
  const asked = folded(state.find), rows = listRows().filter((row) => folded(row.name).includes(asked));
  table.tBodies[0].replaceChildren(...rows.map((row) => line(row, of, heads.length > 2)));
  byId("shown").textContent = say("shown", { shown: rows.length, all: places().codes.length });
  byId("why").textContent = say(of.ranks ? "why_rank" : of.quarters ? "why_quarter" : "why_none");
  if (byId("search").value !== state.find) byId("search").value = state.find;
}

function head(key, text) {
  const by = state.sort.replace("-", ""), down = state.sort.startsWith("-");
  const order = by !== key ? "none" : down ? "descending" : "ascending";
  const next = by === key && !down ? "-" + key : key;
  return element("th", { scope: "col", "aria-sort": order }, element("button", {
    type: "button", "data-sort": key, title: say("sort", { column: text }), onclick: () => change({ sort: next }),
  }, text, " ", element("span", { "aria-hidden": "true" }, SIGNS[order])));
}

function line({ code, name, at, figure: known }, of, positioned) {
  let text = known.known ? known.short : MISSING;
  if (known.kind === "~" || known.apart) text = known.text;
  if (known.apart) text += ` ${NOT_COMPARABLE}`;
  if (known.year) text = say("of_year", { value: text, year: known.year });
  return element("tr", { "data-code": code, "data-here": code === state.place && "" },
    element("th", { scope: "row" }, element("button", { type: "button", onclick: () => open(code) }, name)),
    element("td", {}, text),
    positioned ? element("td", {}, position(of, at) || MISSING) : null);
}

/** Return a cell of a CSV file; a text that spreadsheets would take for a formula gets an apostrophe, no number does. */
const inert = (cell) => (typeof cell === "string" && /^[=+\-@\t\r\n]/.test(cell) ? "'" + cell : String(cell));

/** Return the measure as CSV: every year, the places in use. */
function csv() {
  const measure = chosen(), { codes, names } = places(), own = (cell) => `"${inert(cell).replaceAll('"', '""')}"`;
  const kinds = { "=": "csv_exact", "~": "csv_about", ">": "csv_at_least", "<": "csv_at_most", ".": "no_figure" };
  const heads = ["csv_geography", "csv_code", "place", "year", "measure", "csv_value", "unit", "csv_bound", "csv_rank", "csv_low", "csv_high"];
  const rows = Object.entries(layersOf(measure, state.geo)).flatMap(([year, of]) => codes.map((code, at) => {
    const known = figure(of, at, measure), rank = of.ranks?.[at] ?? ["", "", ""];
    return [state.geo, code, names[at], year === OWN ? known.year ?? "" : year, measure.label[state.lang],
      known.value ?? "", measure.header[state.lang], say(kinds[known.kind]), ...rank];
  }));
  return "\ufeff" + [heads.map((key) => say(key)), ...rows].map((row) => row.map(own).join(",")).join("\r\n") + "\r\n";
}

/** Hand the measure out as a file. */
function download() {
  const address = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
  element("a", { href: address, download: `${state.measure}-${state.geo}-${state.lang}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // some browsers begin to read it only after the click
}
