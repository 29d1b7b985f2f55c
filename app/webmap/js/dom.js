// Elements.  Text always goes through textContent: names are the user's and never become markup.
const SVG = "http://www.w3.org/2000/svg";

function html(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function svg(tag, attributes = {}) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (hole, name) => (name in values ? values[name] : hole));
}

function count(number, lang) {
  return Number(number).toLocaleString(lang === "zh" ? "zh-CN" : "en-GB");
}
