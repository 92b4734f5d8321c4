// The tile map: a square a place, read by its figure and not by its colour, and walked with the arrow keys.

const WIDEST = 54, LOWEST = 42, PROPORTIONS = { name: 9 / 42, figure: 9.5 / 42, line: 10.3 / 42 };
const DIRECTIONS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const pen = document.createElement("canvas").getContext("2d");
let tilesDrawn = "";

/** Return what is known of a place in a layer: its figure, whether it may be compared, how it is written. */
function figure(of, at, measure = chosen()) {
  const value = of.values[at], kind = of.bounds?.[at] ?? (value === null ? "." : "=");
  const text = withUnit(written(value, measure), measure);
  const words = { "~": "about", ">": "at_least", "<": "at_most" }[kind];
  const sign = { "~": "~", ">": "\u2265", "<": "\u2264" }[kind] ?? "";
  return {
    value, kind, known: value !== null, apart: kind === ">" || kind === "<",
    short: sign + written(value, measure),
    text: value === null ? MISSING : words ? say(words, { value: text }) : text,
    spoken: value === null ? say("no_figure") : words ? say(words, { value: text }) : text,
    year: of.years?.[at] ?? null,
    group: Number(of.classes?.[at]) || 0,
  };
}

/** Return where a place stands, in words: its rank with the interval, or its quarter; empty without either. */
function position(of, at, aloud = false) {
  const rank = of.ranks?.[at];
  if (rank) {
    const [expected, low, high] = rank.map((one) => number(one, 0, state.lang));
    return say(aloud ? "rank_spoken" : "rank", { rank: expected, low, high });
  }
  const quarter = of.quarters?.[at];
  return quarter && quarter !== "." ? say("quarter_" + quarter) : "";
}

/** Return how many classes a layer has, and the smallest and largest figure and the number of each. */
function classes(of) {
  const groups = [];
  of.values.forEach((value, at) => {
    const group = Number(of.classes?.[at]) || 0;
    if (group) (groups[group - 1] ??= []).push(value);
  });
  return groups.map((values) => [Math.min(...values), Math.max(...values), values.length]);
}

/** Return the title of the map: measure and year, which the names of some measures say themselves. */
function mapTitle() {
  const measure = chosen().label[state.lang], year = yearText(state.year, layer());
  return measure.includes(year) ? measure : say("map_title", { measure, year });
}

function yearText(year, of) {
  if (year !== OWN) return year;
  const known = of.years.filter((one) => one !== null);
  if (!known.length) return say("own_year");
  const [first, last] = [Math.min(...known), Math.max(...known)];
  return say("own_years", { years: first === last ? String(first) : `${first}\u2013${last}` });
}

/** Draw the map anew where something of it has changed. */
function drawTiles() {
  const room = byId("tiles").clientWidth, grid = places();
  const key = [state.lang, state.geo, state.measure, state.year, room].join();
  if (key !== tilesDrawn && room) {
    const focused = document.activeElement?.dataset?.code;
    tilesDrawn = key;
    byId("tiles").replaceChildren(tileMap(room, grid));
    if (focused) byId("tiles").querySelector(`[data-code="${focused}"]`)?.focus();
  }
  markPlace();
}

/** Mark the chosen place, which is also the one that the tabulator reaches. */
function markPlace() {
  const tiles = [...byId("tiles").querySelectorAll("[data-code]")];
  const here = state.place || tiles[0]?.dataset.code;
  for (const tile of tiles) {
    tile.setAttribute("tabindex", tile.dataset.code === here ? 0 : -1);
    tile.toggleAttribute("aria-current", false);
    if (tile.dataset.code === state.place) tile.setAttribute("aria-current", "true");
  }
}

function tileMap(room, grid) {
  const wide = Math.min(WIDEST, room / grid.columns), high = Math.max(wide, LOWEST);
  const size = { wide, high, name: Math.max(8, wide * PROPORTIONS.name), figure: Math.max(9, wide * PROPORTIONS.figure),
    line: Math.max(9.5, wide * PROPORTIONS.line) };
  const svg = drawn("svg", {
    width: wide * grid.columns, height: high * grid.rows, viewBox: `0 0 ${wide * grid.columns} ${high * grid.rows}`,
    role: "group", onkeydown: walk,
    "aria-label": say("map_name", { title: mapTitle() }), "aria-describedby": "map-keys",
  }, patterns());
  const of = layer(), colours = content.colours[classes(of).length];
  grid.codes.forEach((code, at) => {
    const known = figure(of, at);
    const [fill, ink] = known.group ? colours[known.group - 1] : [known.apart ? "url(#crossed)" : "url(#striped)", null];
    const shown = known.short + (known.apart ? NOT_COMPARABLE : "");
    svg.append(drawn("g", {
      role: "button", "data-code": code, "aria-label": tileName(at, of), onclick: () => open(code),
    }, square(grid.cells[at], size, fill), lettering(grid.cells[at], size, grid.lines[at], shown, ink)));
  });
  for (const [name, row, column] of grid.islands) {
    const words = say("islands", { name }).split(" ");
    const label = [words.slice(0, 2).join(" "), words.slice(2).join(" ")]; // the name has two words
    svg.append(drawn("g", { role: "img", "aria-label": say("islands_spoken", { name }) },
      square([row, column], size, "var(--sea)"), lettering([row, column], size, label, "", null)));
  }
  return svg;
}

/** Return the name of a tile as it is read aloud: place, figure, position. */
function tileName(at, of) {
  const known = figure(of, at), parts = [known.spoken];
  if (known.apart) parts.push(say("not_comparable"));
  if (known.year) parts.push(String(known.year));
  if (position(of, at, true)) parts.push(position(of, at, true));
  return `${places().names[at]}: ${parts.join("; ")}`;
}

function square([row, column], { wide, high }, fill) {
  const box = { x: column * wide + 1, y: row * high + 1, width: wide - 2, height: high - 2 };
  return [drawn("rect", { ...box, fill }), drawn("rect", { ...box, class: "edge" })];
}

/** Return the lines of a tile, pressed together where one is wider than the tile. */
function lettering([row, column], size, lines, shown, ink) {
  const texts = [...lines.map((line) => [line, size.name, "name"]), ...(shown ? [[shown, size.figure, "figure"]] : [])];
  const x = (column + 0.5) * size.wide, room = size.wide - 4;
  let y = (row + 0.5) * size.high - ((texts.length - 1) * size.line) / 2;
  return texts.map(([text, height, kind]) => {
    pen.font = `${kind === "figure" ? 700 : 400} ${height}px ${getComputedStyle(document.body).fontFamily}`;
    const tight = pen.measureText(text).width > room;
    const line = drawn("text", {
      x, y, class: kind, "font-size": height, "text-anchor": "middle", "dominant-baseline": "central",
      fill: ink ?? "var(--ink)", "aria-hidden": "true",
      textLength: tight ? room : null, lengthAdjust: tight ? "spacingAndGlyphs" : null,
    }, text);
    y += size.line;
    return line;
  });
}

function patterns() {
  const hatch = (id, path) => drawn("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
    drawn("rect", { width: 6, height: 6, fill: "var(--paper)" }),
    drawn("path", { d: path, stroke: "var(--hatch)", "stroke-width": 1 }));
  return drawn("defs", {}, hatch("striped", "M-1 7L7 -1M-1 1L1 -1M5 7L7 5"), hatch("crossed", "M0 6L6 0M0 0L6 6"));
}

/** Return the place that lies nearest in a direction, or the place itself where there is none. */
function neighbour(code, [down, right]) {
  const { codes, cells } = places(), [row, column] = cells[codes.indexOf(code)];
  let best = [Infinity, code];
  codes.forEach((other, at) => {
    const rows = cells[at][0] - row, columns = cells[at][1] - column;
    const ahead = rows * down + columns * right, aside = Math.abs(rows * right) + Math.abs(columns * down);
    const far = ahead + 2 * aside;
    if (ahead > 0 && far < best[0]) best = [far, other];
  });
  return best[1];
}

/** Move through the map with arrow keys, Home and End; open the card with Enter or the space bar. */
function walk(event) {
  const tile = event.target.closest("[data-code]"), { codes } = places();
  if (!tile) return;
  const code = tile.dataset.code;
  if (event.key === "Enter" || event.key === " ") open(code);
  else if (event.key in DIRECTIONS) reach(neighbour(code, DIRECTIONS[event.key]));
  else if (event.key === "Home") reach(codes[0]);
  else if (event.key === "End") reach(codes[codes.length - 1]);
  else return;
  event.preventDefault();
}

function reach(code) {
  for (const tile of byId("tiles").querySelectorAll("[data-code]")) {
    tile.setAttribute("tabindex", tile.dataset.code === code ? 0 : -1);
    if (tile.dataset.code === code) tile.focus();
  }
}

/** Write the legend, what is known, and what is to be known of the measure. */
function describe() {
  const of = layer(), measure = chosen(), groups = classes(of), colours = content.colours[groups.length];
  const all = of.values.map((_, at) => figure(of, at));
  const entries = groups.map(([low, high, count], at) => {
    const [a, b] = [written(low, measure), written(high, measure)];
    const percent = measure.suffix[state.lang].endsWith("%");
    const span = a === b ? withUnit(a, measure) : percent ? withUnit(say("span", { low: a, high: b }), measure) : say("span", { low: a, high: b });
    return [colours[at][0], "", say("counted", { span, count })];
  }).reverse();
  const apart = all.filter((one) => one.apart).length, missing = all.filter((one) => !one.known).length;
  if (apart) entries.push(["url(#crossed)", NOT_COMPARABLE, say("apart", { count: apart })]);
  if (missing) entries.push(["url(#striped)", MISSING, say("missing", { count: missing })]);
  byId("legend").replaceChildren(...entries.map(([fill, sign, text]) => element("li", {},
    drawn("svg", { width: 24, height: 24, "aria-hidden": "true" },
      drawn("rect", { x: 1, y: 1, width: 22, height: 22, fill, stroke: "var(--rule)" }),
      drawn("text", { x: 12, y: 12, "text-anchor": "middle", "dominant-baseline": "central", "font-size": 13, "font-weight": 700 }, sign)),
    text)));
  byId("map-title").textContent = mapTitle();
  tell("map-status", summary(all, measure));
  aboutMeasure(measure, of);
}

function summary(all, measure) {
  const { names, codes } = places(), comparable = all.map((one, at) => ({ ...one, at })).filter((one) => one.known && !one.apart);
  if (!all.some((one) => one.known)) return say("not_one");
  const known = say("known", { known: all.filter((one) => one.known).length, all: codes.length });
  // Figures of different years are not put in order.
  if (!comparable.length || state.year === OWN) return known;
  const figures = comparable.map((one) => one.value);
  const having = (value) => comparable.filter((one) => one.value === value);
  const [least, most] = [having(Math.min(...figures)), having(Math.max(...figures))];
  const named = (ones) => listed(ones.map((one) => names[one.at]));
  return `${known} ${say("extremes", { lowest: named(least), least: least[0].text, highest: named(most), most: most[0].text })}`;
}

function aboutMeasure(measure, of) {
  const lang = state.lang, runs = measure.runs.map(([first, last]) => `${first}\u2013${last}`).join("; ");
  const entries = [["definition", [measure.definition[lang]]], ["comparable", [runs || say("no_years")]]];
  if (measure.header[lang]) entries.unshift(["unit", [measure.header[lang]]]);
  const year = Number(state.year), own = measure.runs.find(([first, last]) => first <= year && year <= last);
  const others = measure.runs.filter((run) => run !== own).map(([first, last]) => `${first}\u2013${last}`).join("; ");
  const cautions = [...measure.cautions[lang]];
  if (others && year) cautions.unshift(say("not_like", { year: state.year, years: others }));
  if (cautions.length) entries.push(["cautions", cautions]);
  if (state.geo === "34" && measure.joined[lang]) entries.push(["joined", [measure.joined[lang]]]);
  entries.push(["source", [measure.source[lang]]]);
  byId("about").querySelector("dl").replaceChildren(...entries.flatMap(([key, texts]) => [
    element("dt", {}, say(key)), element("dd", {}, texts.map((text) => element("p", {}, text)))]));
}
