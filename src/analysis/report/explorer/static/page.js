// The page as a whole: words in the language chosen, choices, and what happens when they change.

function drawLanguages() {
  for (const link of byId("languages").children) {
    const code = link.dataset.language;
    link.setAttribute("href", hash({ ...state, lang: code }));
    link.toggleAttribute("aria-current", false);
    if (code === state.lang) link.setAttribute("aria-current", "true");
  }
  byId("languages").setAttribute("aria-label", say("language"));
}

function drawWords() {
  document.documentElement.lang = state.lang;
  document.title = say("title");
  for (const each of document.querySelectorAll("[data-say]")) each.textContent = say(each.dataset.say);
  byId("findings").querySelector("ol").replaceChildren(...content.findings[state.lang].map((one) => element("li", {},
    element("p", {}, one.sentence, " ", one.strength ? element("strong", { class: "strength" }, one.strength) : ""),
    element("p", { class: "measure" }, [one.measure, one.why].filter(Boolean).join(" ")))));
  const cautions = ["caution", "two_sets", "missing_not_zero", "score_not_share", "limits", "licence", "corrections", "offline"];
  byId("cautions").replaceChildren(...cautions.map((key) => element("li", {}, say(key))));
  const sources = new Set(content.measures.map((measure) => measure.source[state.lang]));
  byId("source-list").replaceChildren(...[...sources].map((source) => element("li", {}, source)));
  byId("edition").replaceChildren(element("p", {}, content.edition[state.lang].join(" ")));
}

function drawChoices() {
  const legend = byId("geography").querySelector("legend"), focused = document.activeElement?.value;
  const inside = byId("geography").contains(document.activeElement);
  byId("geography").replaceChildren(legend, ...["63", "34"].map((geo) => element("label", {},
    element("input", { type: "radio", name: "geo", value: geo, checked: geo === state.geo && "", onchange: () => move(geo) }),
    say(`geography_${geo}`))));
  if (inside) byId("geography").querySelector(`[value="${focused}"]`)?.focus();
  const groups = new Map();
  for (const measure of shown(state.geo)) {
    const group = measure.group[state.lang];
    groups.set(group, [...(groups.get(group) ?? []), [measure.name, measure.label[state.lang]]]);
  }
  fill(byId("measure"), [...groups], state.measure);
  const of = layersOf(chosen(), state.geo);
  fill(byId("year"), years(chosen(), state.geo).map((year) => [year, yearText(year, of[year])]), state.year);
}

/** Show the other set of places; the chosen one becomes the unit it joined, or its first former province. */
function move(geo) {
  const at = places().codes.indexOf(state.place);
  change({ geo, place: at < 0 ? "" : places().related[at][0] });
}

function render() {
  drawLanguages();
  drawWords();
  drawChoices();
  drawTiles();
  describe();
  drawTable();
  drawCard();
  drawSliders();
}

byId("measure").addEventListener("change", (event) => change({ measure: event.target.value }));
byId("year").addEventListener("change", (event) => change({ year: event.target.value }));
byId("place").addEventListener("change", (event) => change({ place: event.target.value }));
byId("search").addEventListener("input", (event) => change({ find: event.target.value }));
byId("set").addEventListener("click", () => like(byId("like").value));
byId("download").addEventListener("click", download);
byId("print").addEventListener("click", () => window.print());
byId("skip").addEventListener("click", (event) => { event.preventDefault(); byId("content").focus(); });
document.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", () => { state = read(location.hash); render(); });
window.addEventListener("beforeprint", () => { byId("findings").open = byId("about").open = true; });
new ResizeObserver(() => drawTiles()).observe(byId("tiles"));
new ResizeObserver(() => drawOutcome(false)).observe(byId("outcome"));

byId("content").hidden = byId("skip").hidden = false;
state = read(location.hash);
render();
byId("fallback").remove(); // last: it stays where anything above fails
window.explorer = Object.freeze({ number, predict, neighbour, folded, inert });
