// Parks, seats and names: they keep their size whatever the zoom.
const PARK_NAMES_FROM = 3.2, PLAIN_PARK = -2, NO_DATA = -1;

class Marks {
  constructor(stage) {
    this.svg = svg("svg", { class: "marks" });
    this.seats = svg("g", { "aria-hidden": "true" });
    this.parks = svg("g");
    this.names = svg("g", { class: "names", "aria-hidden": "true" });
    this.home = svg("circle", { r: 7, class: "home" });
    this.svg.append(this.seats, this.parks, this.home, this.names);
    stage.append(this.svg);
    this.measure = document.createElement("canvas").getContext("2d");
  }

  build(view, label) {
    this.view = view;
    this.seats.replaceChildren(...view.cities.map(() => svg("circle", { r: 3, class: "seat", stroke: view.style.ink })));
    this.parks.replaceChildren(...view.parks.map((park, i) => {
      const [id, , , region, , , firms, radius, cls, , , seat] = park;
      const r = view.large ? radius * 1.25 : radius;
      const shape = seat
        ? svg("path", { d: `M0 ${-r * 1.15}L${r * 1.15} 0L0 ${r * 1.15}L${-r * 1.15} 0z` })
        : svg("circle", { r });
      const own = cls === PLAIN_PARK;
      const strong = view.style.strong[region] || view.style.unknown;
      shape.setAttribute("class", "park");
      shape.setAttribute("fill", own ? (firms ? strong : "#fff") : cls === NO_DATA ? view.style.no_data : view.classes.colours[cls]);
      shape.setAttribute("stroke", own ? (firms ? "#fff" : view.style.faint) : strong);
      shape.setAttribute("stroke-width", own ? 1.2 : 2);
      const button = svg("g", { class: "place", tabindex: 0, role: "button", "data-park": id, "data-at": i, "aria-label": label(park) });
      // A wider invisible disc, so that small parks can be hit.
      button.append(svg("circle", { r: Math.max(r, 9), class: "reach" }), shape);
      return button;
    }));
  }

  select(selection) {
    for (const button of this.parks.children) {
      const chosen = selection?.kind === "park" && selection.id === button.dataset.park;
      button.classList.toggle("chosen", chosen);
      button.setAttribute("aria-pressed", String(chosen));
    }
  }

  place(map) {
    const { camera, view } = map, moved = ([x, y]) => `translate(${camera.toScreen(x, y).map((v) => v.toFixed(1)).join(",")})`;
    view.cities.forEach((city, i) => this.seats.children[i].setAttribute("transform", moved(city.slice(3, 5))));
    view.parks.forEach((park, i) => this.parks.children[i].setAttribute("transform", `${moved(park.slice(4, 6))} scale(${map.size})`));
    this.label(map);
  }

  // A ring around the selected enterprise.
  pin(place, camera, view) {
    this.home.style.display = place ? "" : "none";
    if (!place) return;
    const [x, y] = camera.toScreen(...place);
    this.home.setAttribute("transform", `translate(${x},${y})`);
    this.home.setAttribute("stroke", view.style.badge);
  }

  // Names at the first free place beside what they name; the fixed ones come first and always stand.
  label(map) {
    const { camera, view, selection } = map, size = map.fontSize, taken = [], parks = [];
    const family = getComputedStyle(this.svg).fontFamily;
    const wanted = view.places.map(([key, text, x, y]) => ({ text, x, y, key, size: size - 1, always: true, colour: view.style.quiet }));
    view.cities.forEach(([code, name, , x, y]) => wanted.push({ text: name, x, y, size, always: selection?.kind === "city" && selection.id === code, colour: view.style.ink, weight: 600 }));
    view.parks.forEach(([id, name, , , x, y, firms, radius]) => {
      const chosen = selection?.kind === "park" && selection.id === id;
      if (chosen || camera.zoom >= PARK_NAMES_FROM) wanted.push({ text: name, x, y, size: size - 1, gap: radius, always: chosen, colour: view.style.quiet, firms });
    });
    wanted.sort((a, b) => b.always - a.always || (b.weight || 0) - (a.weight || 0) || (b.firms || 0) - (a.firms || 0));
    view.parks.forEach(([, , , , x, y, , r]) => parks.push(box(...camera.toScreen(x, y), 2 * r * map.size, 2 * r * map.size)));
    const written = [];
    for (const name of wanted) {
      const [px, py] = camera.toScreen(name.x, name.y);
      if (px < -20 || py < -20 || px > camera.width + 20 || py > camera.height + 20) continue;
      this.measure.font = `${name.weight || 400} ${name.size}px ${family}`;
      const width = this.measure.measureText(name.text).width, height = name.size * 1.1, gap = (name.gap || 4) + 3;
      const spots = spotsAround(px, py, width, height, gap).filter((s) => within(box(...s, width, height), camera));
      const free = (others) => spots.find((s) => !others.some((other) => overlap(box(...s, width, height), other)));
      // A city's name may stand on a park's mark before it is left out; it never covers another name.
      const spot = free([...taken, ...parks]) || (name.weight && free(taken)) || (name.always && spots[0]);
      if (!spot) continue;
      taken.push(box(...spot, width, height));
      const text = svg("text", { x: spot[0].toFixed(1), y: spot[1].toFixed(1), "font-size": name.size, fill: name.colour, "font-weight": name.weight || 400 });
      if (name.key) text.dataset.place = name.key;
      text.textContent = name.text;
      written.push(text);
    }
    this.names.replaceChildren(...written);
  }
}

function box(x, y, width, height) {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

function within(b, camera) {
  return b[0] >= 0 && b[1] >= 0 && b[2] <= camera.width && b[3] <= camera.height;
}

function spotsAround(px, py, width, height, gap) {
  const across = width / 2 + gap, down = height / 2 + gap;
  const near = [[across, 0], [-across, 0], [0, -down], [0, down], [across * 0.8, -down], [-across * 0.8, -down], [across * 0.8, down], [-across * 0.8, down]];
  return [...near, ...near.map(([x, y]) => [x * 1.35, y * 1.7])].map(([dx, dy]) => [px + dx, py + dy]);
}
