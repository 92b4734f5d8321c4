// The card of a place: every measure with year, position and series, what is not known, and where it is from.

const LINE = { width: 112, height: 30, edge: 4 };

/** Show the card of a place and go there. */
function open(code) {
  change({ place: code });
  byId("place-name").focus({ preventScroll: true });
  byId("card").scrollIntoView();
}

/** Write the card of the chosen place. */
function drawCard() {
  const { codes, names } = places(), order = codes.map((code, at) => [code, names[at]]);
  order.sort((a, b) => a[1].localeCompare(b[1], "vi"));
  fill(byId("place"), [["", MISSING], ...order], state.place);
  if (!state.place) return byId("place-card").replaceChildren();
  const at = codes.indexOf(state.place), latest = latestOf(state.geo, at);
  const groups = new Map();
  for (const one of latest.filter((each) => !each.measure.input && each.known.known)) {
    const group = one.measure.group[state.lang];
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const parted = latest.some(({ measure }) => parts(measure, state.geo).length > 1);
  byId("place-card").replaceChildren(
    element("h3", { id: "place-name", tabindex: -1 }, names[at]),
    ...relation(at), links(at),
    ...[...groups].flatMap(([group, ones]) => [element("h4", {}, group), list(ones, at)]),
    parted ? element("p", { class: "note" }, say("break")) : null,
    ...inputs(at, latest),
    element("p", { class: "note" }, missing(latest)),
    element("p", { class: "note" }, sourcesOf(latest)),
  );
}

/** Return every measure with the latest layer and what is known of a place in it. */
const latestOf = (geography, at) => shown(geography).map((measure) => {
  const year = years(measure, geography)[0], of = layersOf(measure, geography)[year];
  return { measure, year, of, known: figure(of, at, measure) };
});

function list(ones, at) {
  return element("ul", { class: "figures" }, ones.map(({ measure, year, of, known }) => {
    const where = position(of, at, true), when = known.year ?? year;
    return element("li", {}, element("div", {},
      element("span", {}, measure.short[state.lang]),
      element("span", { class: "value" }, known.text + (known.apart ? ` ${NOT_COMPARABLE}` : "")),
      element("span", { class: "note" }, [String(when), where].filter(Boolean).join("; "))),
      sparkline(measure, state.geo, at));
  }));
}

/** Return the years of a measure in parts that may be compared within themselves. */
function parts(measure, geography) {
  const found = [];
  for (const year of years(measure, geography).filter((one) => one !== OWN).map(Number).sort((a, b) => a - b)) {
    const run = measure.runs.findIndex(([first, last]) => first <= year && year <= last), last = found[found.length - 1];
    if (last && run >= 0 && last.run === run) last.years.push(year);
    else found.push({ run, years: [year] });
  }
  return found;
}

/** Return a series as a small drawing: a gap where a year is missing, a dashed line where a break is. */
function sparkline(measure, geography, at) {
  const value = (year) => layersOf(measure, geography)[year].values[at];
  const found = parts(measure, geography), all = found.flatMap((part) => part.years);
  const known = all.filter((year) => value(year) !== null);
  if (known.length < 2) return null;
  const [first, last] = [all[0], all[all.length - 1]], figures = known.map(value);
  const [low, high] = [Math.min(...figures), Math.max(...figures)], { width, height, edge } = LINE;
  const x = (year) => edge + ((year - first) / (last - first)) * (width - 2 * edge);
  const y = (figure) => (high === low ? height / 2 : height - edge - ((figure - low) / (high - low)) * (height - 2 * edge));
  const marks = [];
  found.forEach(({ years: run }, number) => {
    if (number) {
      const middle = x((run[0] + found[number - 1].years.at(-1)) / 2);
      marks.push(drawn("line", { x1: middle, x2: middle, y1: 0, y2: height, stroke: "var(--quiet)", "stroke-dasharray": "3 2" }));
    }
    run.forEach((year, place) => {
      if (value(year) === null) return;
      const before = run[place - 1];
      if (before === year - 1 && value(before) !== null)
        marks.push(drawn("line", { x1: x(before), y1: y(value(before)), x2: x(year), y2: y(value(year)), stroke: "var(--accent)", "stroke-width": 2 }));
      marks.push(drawn("circle", { cx: x(year), cy: y(value(year)), r: 2.2, fill: "var(--accent)" }));
    });
  });
  const told = all.map((year) => say("series_year", { year, value: spoken(value(year), measure) })).join("; ");
  return drawn("svg", { width, height, role: "img", "aria-label": say("series", { measure: measure.short[state.lang], figures: told }) }, marks);
}

/** Return what became of a province, or what a unit was formed of, and the file of the brief. */
function relation(at) {
  const related = places().related[at], other = content.places[state.geo === "63" ? "34" : "63"];
  const units = content.places["34"], unit = state.geo === "34" ? state.place : related[0];
  const place = units.codes.indexOf(unit), name = units.names[place];
  const file = element("code", {}, `${units.briefs[place]}-${state.lang}.pdf`);
  const [before, after] = say("brief_file", { unit: name, file: "\u0000" }).split("\u0000");
  const brief = element("p", { class: "note" }, before, file, after);
  const alone = state.geo === "34" ? related.length === 1 : units.related[place].length === 1;
  if (alone) return [element("p", {}, say("same_unit")), brief];
  if (state.geo === "63") return [element("p", {}, say("joined_unit", { unit: name })), brief];
  const former = related.map((code) => element("li", {}, element("button", {
    type: "button", onclick: () => { change({ geo: "63", place: code }); byId("place-name").focus(); },
  }, other.names[other.codes.indexOf(code)])));
  return [element("p", {}, say("formed_of")), element("ul", { class: "links" }, former), brief];
}

function links(at) {
  const back = () => { byId("map").scrollIntoView(); reach(state.place); };
  const set = state.geo === "63" && model.places[places().codes[at]];
  return element("ul", { class: "links" },
    element("li", {}, element("button", { type: "button", onclick: back }, say("back"))),
    set ? element("li", {}, element("button", { type: "button", onclick: () => like(state.place, true) }, say("to_sliders"))) : null);
}

/** Return what is public of the inputs of the question, and for which former province which is not. */
function inputs(at, latest) {
  const known = latest.filter(({ measure, known: one }) => measure.input && one.known);
  const provinces = content.places["63"], asked = content.measures.filter((measure) => measure.input);
  const codes = state.geo === "63" ? [state.place] : places().related[at];
  const lacking = codes.map((code) => [provinces.names[provinces.codes.indexOf(code)], asked.filter((measure) =>
    layersOf(measure, "63")[OWN].values[provinces.codes.indexOf(code)] === null).map((measure) => measure.short[state.lang])]);
  const unknown = lacking.filter(([, names]) => names.length)
    .map(([place, names]) => element("li", {}, say("unknown_of", { place, names: listed(names) })));
  return [element("h4", {}, say("inputs_known")),
    known.length ? list(known, at) : element("p", {}, say("nothing_known")),
    element("h4", {}, say("inputs_unknown")),
    unknown.length ? element("ul", {}, unknown) : element("p", {}, say("all_known"))];
}

function missing(latest) {
  const names = latest.filter(({ measure, known }) => !measure.input && !known.known).map(({ measure }) => measure.short[state.lang]);
  return names.length ? say("also_missing", { names: listed(names) }) : say("none_missing");
}

function sourcesOf(latest) {
  const found = latest.filter(({ known }) => known.known).map(({ measure }) => measure.source[state.lang]);
  return say("sources_of", { sources: [...new Set(found)].join("; ") });
}
