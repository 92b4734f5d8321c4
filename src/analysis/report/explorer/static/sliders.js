// What the model gives for figures that the reader sets, from the exported draws; see what_if.py for the rule.

const BAR = { widest: 640, height: 108, edge: 20, least: 0.3, most: 0.8 }; // pixels, and ends of its axis

/** Return figures as the model takes them: logarithms of amounts, less the mean, in standard deviations. */
const standardised = (values) =>
  model.inputs.map((input, at) => ((input.logarithm ? Math.log(values[at]) : values[at]) - input.centre) / input.scale);

const lineOf = (coefficients, z) => coefficients[0] + z.reduce((sum, one, at) => sum + coefficients[at + 1] * one, 0);

/** Return a quantile of numbers in rising order, between two of them on a straight line. */
function quantile(sorted, share) {
  const at = (sorted.length - 1) * share, below = Math.floor(at), above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

/** Return estimate, interval, the inputs outside the range of the provinces, and whether it extrapolates. */
function predict(values) {
  const z = standardised(values);
  const sorted = model.draws.map((draw) => (lineOf(draw, z) + draw[draw.length - 1]) * model.unit).sort((a, b) => a - b);
  const outside = model.inputs.filter((input, at) => values[at] < input.low || values[at] > input.high);
  const distance = model.inverse.reduce((sum, row, i) => sum + row.reduce((part, entry, j) => part + z[i] * entry * z[j], 0), 0);
  return {
    estimate: lineOf(model.estimate, z),
    low: quantile(sorted, 0.5 - model.level / 2), high: quantile(sorted, 0.5 + model.level / 2),
    outside, extrapolates: outside.length > 0 || distance > model.furthest,
  };
}

const score = (x) => number(x, measures.get(model.outcome).digits, state.lang);
const level = () => withUnit(number(100 * model.level, 0, state.lang), { suffix: { vi: "\u00a0%", en: "%" } });
const inputText = (input, x) => withUnit(number(x, input.digits, state.lang), measures.get(input.name));

/** Write everything around the sliders that does not change as they move. */
function drawSliders() {
  byId("sliders-intro").textContent = say("sliders_intro", { n: model.n, year: model.year });
  byId("sliders-cautions").replaceChildren(...model.words[state.lang].map((text) => element("li", {}, text)));
  byId("sliders-method").textContent = say("method", { draws: number(model.draws.length, 0, state.lang) });
  const { codes, names } = content.places["63"], inModel = codes.filter((code) => model.places[code]);
  const name = (code) => names[codes.indexOf(code)];
  const order = inModel.map((code) => [code, name(code)]).sort((a, b) => a[1].localeCompare(b[1], "vi"));
  fill(byId("like"), order, byId("like").value || order[0][0]);
  const out = codes.filter((code) => !model.places[code]).map(name);
  byId("left-out").textContent = out.length ? say("without", { year: model.year, names: listed(out) }) : "";
  const focused = document.activeElement?.dataset?.input;
  byId("conditions").replaceChildren(...model.inputs.map(slider));
  if (focused) byId("conditions").querySelector(`[data-input="${focused}"]`).focus();
  drawOutcome(true);
}

function slider(input, at) {
  const id = `input-${input.name}`, share = (x) => (x - input.min) / (input.max - input.min);
  const left = share(input.low), right = 1 - share(input.high);
  // The middle of the thumb runs between half its width from either end.
  const place = (part) => `calc(8px + ${part.toFixed(4)} * (100% - 16px))`;
  const range = element("input", {
    type: "range", id, "data-input": input.name, min: input.min, max: input.max, step: input.step,
    "aria-describedby": `${id}-range`, "aria-valuetext": inputText(input, state.figures[at]), value: state.figures[at],
    oninput: (event) => moved(at, Number(event.target.value)),
    onchange: () => drawOutcome(true),
  });
  return element("div", { class: "condition" },
    element("label", { for: id }, `${measures.get(input.name).label[state.lang]}, ${input.year}`),
    element("output", { for: id }, inputText(input, state.figures[at])),
    element("div", { class: "track" }, range, element("i", { style: `left:${place(left)};right:${place(right)}` })),
    element("p", { class: "note", id: `${id}-range` }, say("data_range", { low: number(input.low, input.digits, state.lang), high: inputText(input, input.high) })));
}

/** Take a figure over and show what the model gives, without touching the rest of the page. */
function moved(at, value) {
  state.figures[at] = within(value, model.inputs[at]);
  remember();
  drawLanguages();
  const field = byId("conditions").children[at], text = inputText(model.inputs[at], state.figures[at]);
  field.querySelector("output").textContent = text;
  field.querySelector("input").setAttribute("aria-valuetext", text);
  drawOutcome(false);
}

/** Set the sliders to the figures of a province. */
function like(code, go = false) {
  byId("like").value = code;
  change({ figures: model.places[code].slice(0, model.inputs.length) });
  if (!go) return;
  byId("sliders").scrollIntoView();
  byId("conditions").querySelector("input").focus({ preventScroll: true });
}

/** Write what the model gives; read it aloud when a slider has come to rest. */
function drawOutcome(aloud) {
  const given = predict(state.figures), [estimate, low, high] = [given.estimate, given.low, given.high].map(score);
  const text = say("result", { estimate, low, high, level: level() });
  byId("result").textContent = text;
  if (aloud) tell("spoken", text);
  const names = given.outside.map((input) => measures.get(input.name).short[state.lang]);
  const warnings = [names.length ? say("outside", { names: listed(names) })
    : given.extrapolates ? say("far") : say("inside")];
  if (given.low < model.scale[0]) warnings.push(say("below_scale", { end: score(model.scale[0]) }));
  tell("extrapolates", warnings.join(" "));
  byId("extrapolates").toggleAttribute("data-far", given.extrapolates);
  const { codes, names: provinces } = content.places["63"], same = codes.filter((code) =>
    model.places[code] && model.inputs.every((_, at) => model.places[code][at] === state.figures[at]));
  byId("actual").textContent = same.map((code) =>
    say("actual", { place: provinces[codes.indexOf(code)], score: score(model.places[code].at(-1)), year: model.year })).join(" ");
  const room = byId("bar").clientWidth; // none while the window has no size
  if (room) byId("bar").replaceChildren(bar(given, [estimate, low, high], Math.min(BAR.widest, room)));
}

/** Return estimate and interval over the scores of the provinces, as wide as there is room. */
function bar(given, [estimate, low, high], width) {
  const scores = Object.values(model.places).map((figures) => figures.at(-1)), { height, edge } = BAR;
  const least = Math.min(BAR.least, given.low), most = Math.max(BAR.most, given.high);
  const x = (value) => edge + ((value - least) / (most - least)) * (width - 2 * edge);
  const text = (at, y, words, attributes = {}) => drawn("text", { x: at, y, "font-size": 14, fill: "var(--ink)", ...attributes }, words);
  const middle = { "text-anchor": "middle", "font-weight": 700 };
  const marks = scores.map((value) =>
    drawn("line", { x1: x(value), x2: x(value), y1: 20, y2: 36, stroke: "var(--muted)", "stroke-width": 1.5 }));
  const ends = [Math.min(...scores), Math.max(...scores)].map(score);
  return drawn("svg", { width, height, role: "img", "aria-label":
    say("bar", { low, high, estimate, least: ends[0], most: ends[1] }) },
  text(0, 14, say("bar_scores", { n: model.n, year: model.year })), marks,
  text(0, 58, say("bar_model", { level: level() })),
  drawn("rect", { x: x(given.low), y: 66, width: x(given.high) - x(given.low), height: 14, fill: "var(--accent)" }),
  drawn("rect", { x: x(given.estimate) - 3, y: 62, width: 6, height: 22, fill: "var(--contrast)", stroke: "var(--paper)" }),
  text(x(given.low), 100, low, middle), text(x(given.high), 100, high, middle), text(x(given.estimate), 100, estimate, middle));
}
