// Tooltips: a name and lines below it, made of the view's own words.
function cityLines(view, code) {
  const city = view.cities.find((c) => c[0] === code), area = view.level === "city" ? view.areas[code] : null;
  const lines = [city ? city[1] : code];
  if (view.level === "city") lines.push(...(area ? area.slice(1) : [view.words.no_data]));
  if (city && (city[5] || city[6])) lines.push(filled(view.words.city, { leaves: count(city[5], view.lang), comes: count(city[6], view.lang) }));
  return lines.filter(Boolean);
}

function countyLines(view, names, code, city) {
  const [cityName, ...rest] = cityLines(view, city), name = names[view.lang];
  const area = view.level === "county" ? view.areas[code] : null;
  const own = view.level === "county" ? (area ? area.slice(1) : [view.words.no_data]) : [];
  const place = code === city ? cityName : `${cityName} · ${name}`;
  return [place, ...own, ...rest].filter(Boolean);
}

function parkLines(view, park) {
  const [, name, , , , , firms, , , value, detail] = park;
  const received = firms ? filled(view.words.park, { firms: count(firms, view.lang) }) : view.words.park_empty;
  return [name, value, detail, received].filter(Boolean);
}

function flowLines(view, flow) {
  const words = [view.words.flow, view.words.added, view.words.removed][flow.kind];
  return [filled(words, { a: view.cities[flow.city][1], b: view.parks[flow.park][1], firms: count(flow.firms, view.lang) })];
}

function pointLines(view, points, i) {
  const park = points.park[i];
  const goes = park >= 0 ? filled(view.words.firm_to, { park: view.parks[park][1] }) : view.words.firm_stays;
  return [points.names[i] || view.words.firm, goes];
}

// Text beside the pointer, kept inside the stage.
class Tooltip {
  constructor(stage) {
    this.box = html("div", "tip");
    this.box.setAttribute("aria-hidden", "true");
    this.stage = stage;
    stage.append(this.box);
  }

  show([name, ...lines], x, y) {
    this.box.replaceChildren(html("b", "", name), ...lines.map((line) => html("div", "", line)));
    this.box.style.display = "block";
    const { clientWidth: width, clientHeight: height } = this.stage, { offsetWidth, offsetHeight } = this.box;
    this.box.style.left = `${Math.max(2, Math.min(x + 14, width - offsetWidth - 2))}px`;
    this.box.style.top = `${Math.max(2, y + 14 + offsetHeight > height ? y - 14 - offsetHeight : y + 14)}px`;
  }

  hide() { this.box.style.display = "none"; }
}
