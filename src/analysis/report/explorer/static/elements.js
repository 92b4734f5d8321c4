// Elements of the page and of its drawings.

const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);

/** Return an element with attributes (an "on…" one is a listener; false and null leave it out) and children. */
function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** Return an element of a drawing. */
function drawn(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null));
  return made;
}

/** Put texts into an element that is a live region only when they differ: it is read aloud once. */
function tell(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

/** Fill a choice: pairs of value and text, or groups of them by name. */
function fill(select, entries, value) {
  const option = ([key, text]) => element("option", { value: key }, text);
  select.replaceChildren(
    ...entries.map(([key, inside]) =>
      Array.isArray(inside) ? element("optgroup", { label: key }, inside.map(option)) : option([key, inside])),
  );
  select.value = value;
}
