// What the page shows: kept behind the # of its address, so that a link or a change of language keeps it.

const OWN = "own", SORTS = ["name", "value", "position"];
const measures = new Map(content.measures.map((one) => [one.name, one]));
const model = content.model;
let state;

const layersOf = (measure, geography) => measure.layers[geography];
const years = (measure, geography) =>
  Object.keys(layersOf(measure, geography)).sort((a, b) => Number(b) - Number(a));
const shown = (geography) => content.measures.filter((one) => years(one, geography).length);
const chosen = () => measures.get(state.measure);
const places = () => content.places[state.geo];
const layer = () => layersOf(chosen(), state.geo)[state.year];

/** Return the state that a hash asks for; what it does not say, or says wrongly, is as at the beginning. */
function read(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  const one = (name, allowed, otherwise) => (allowed.includes(asked.get(name)) ? asked.get(name) : otherwise);
  const lang = one("lang", Object.keys(content.words), "vi");
  const geo = one("geo", Object.keys(content.places), "63");
  const names = shown(geo).map((measure) => measure.name);
  const measure = one("measure", names, names[0]);
  const ordered = years(measures.get(measure), geo);
  const figures = (asked.get("figures") ?? "").split(",").map(Number);
  const usable = figures.length === model.inputs.length && figures.every(Number.isFinite) && asked.get("figures");
  return {
    lang, geo, measure,
    year: one("year", ordered, ordered[0]),
    place: one("place", content.places[geo].codes, ""),
    sort: one("sort", SORTS.flatMap((name) => [name, "-" + name]), "name"),
    find: asked.get("find") ?? "",
    figures: model.inputs.map((input, at) => (usable ? within(figures[at], input) : input.start)),
  };
}

const within = (x, input) =>
  Number(Math.min(Math.max(x, input.min), input.max).toFixed(input.digits));

/** Return the hash of a state. */
function hash(of) {
  const parts = { ...of, figures: of.figures.join(",") };
  return "#" + new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== ""));
}

/** Write the state into the address; Safari refuses a hundred changes in a short while, and the page goes on. */
function remember() {
  try {
    history.replaceState(null, "", hash(state));
  } catch (refused) {
    if (refused.name !== "SecurityError") throw refused;
  }
}

/** Change the state and show what has changed. */
function change(parts) {
  state = read(hash({ ...state, ...parts }));
  remember();
  render();
}
