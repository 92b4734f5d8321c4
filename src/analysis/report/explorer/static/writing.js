// How texts and figures are written, in either language, as the project's Python writes them.

const content = JSON.parse(document.getElementById("data").textContent);
const MISSING = "\u2013", MINUS = "\u2212", NOT_COMPARABLE = "\u2260";
const MARKS = { vi: [".", ","], en: [",", "."] }; // between thousands, before decimals
const SIGNIFICANT = 12; // the last digits of a binary fraction are none of the figure's

/** Return x with exactly so many decimals, rounded half away from zero; an en dash when it is missing. */
function number(x, digits, language) {
  if (x === null || x === undefined || Number.isNaN(x)) return MISSING;
  const [mantissa, exponent] = Math.abs(x).toExponential(SIGNIFICANT - 1).split("e");
  const figures = mantissa.replace(".", ""), kept = Number(exponent) + 1 + digits;
  let whole = 0n;
  if (kept >= 0) {
    whole = BigInt(figures.slice(0, kept).padEnd(kept, "0") || "0");
    if ((figures[kept] ?? "0") >= "5") whole += 1n;
  }
  const text = whole.toString().padStart(digits + 1, "0");
  const [thousands, decimal] = MARKS[language];
  const grouped = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, thousands);
  const fraction = digits ? decimal + text.slice(-digits) : "";
  return (x < 0 && whole !== 0n ? MINUS : "") + grouped + fraction;
}

/** Return a text of the catalogue with its placeholders filled in. */
function say(key, values = {}) {
  const text = content.words[state.lang][key];
  if (text === undefined) throw new Error(`no text is called ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    if (!(name in values)) throw new Error(`${key} needs ${name}`);
    return values[name];
  });
}

/** Return a figure as it stands in the map and the table: without its unit. */
const written = (x, measure, digits = measure.digits) => number(x, digits, state.lang);

/** Return a figure with its unit. */
function withUnit(text, measure) {
  if (text === MISSING) return text;
  const one = state.lang === "en" && text === "1" && measure.singular;
  return text + (one ? "\u00a0" + one : measure.suffix[state.lang]);
}

/** Return a figure as it is read aloud: with its unit, in words when it is missing. */
const spoken = (x, measure) => (x === null ? say("no_figure") : withUnit(written(x, measure), measure));

/** Return names as a list in words. */
const listed = (names) => new Intl.ListFormat(state.lang === "en" ? "en-GB" : "vi").format(names);

/** Return a text in plain small letters and digits: Đà Nẵng and da nang are one. */
const folded = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d").replace(/[^a-z0-9]/g, "");
