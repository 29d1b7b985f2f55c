// The legend stands beside or below the map, never on it: nothing can cover Dongsha.
function legendOf(view) {
  const legend = html("div", "legend"), part = (heading) => {
    const section = html("div", "part");
    section.append(html("div", "heading", heading));
    legend.append(section);
    return section;
  };
  const row = (section, picture, text) => {
    const line = html("div", "row");
    line.append(picture, html("span", "", text));
    section.append(line);
  };
  if (view.classes) {
    const section = part(view.classes.heading);
    view.classes.texts.forEach((text, i) => row(section, swatch(view.classes.colours[i]), text));
    row(section, swatch("", true), view.classes.no_data);
  }
  const regions = part(view.legend.regions_heading);
  regions.classList.add("regions");
  view.legend.regions.forEach(([region, text]) => {
    const picture = swatch(view.level === "none" ? view.style.pale[region] : "#fff");
    picture.style.border = `2px solid ${view.style.strong[region]}`;
    row(regions, picture, text);
  });
  if (view.widths.length) {
    const section = part(view.legend.flows_heading);
    view.widths.forEach(([text, width]) => row(section, stroke(view, width, PLAIN), text));
    if (view.delta) [[ADDED, "added"], [REMOVED, "removed"]].forEach(([kind, key]) => row(section, stroke(view, 3, kind), view.legend[key]));
  }
  if (view.parks.length) {
    const section = part(view.legend.parks_heading);
    row(section, symbol(view, "circle", view.style.quiet, "#fff"), view.legend.at_park);
    row(section, symbol(view, "diamond", view.style.quiet, "#fff"), view.legend.at_seat);
    row(section, symbol(view, "diamond", "#fff", view.style.faint), view.legend.empty);
  }
  if (view.legend.points) {
    const picture = svg("svg", { width: 24, height: 12, "aria-hidden": "true" });
    picture.append(svg("rect", { x: 10, y: 4, width: 4, height: 4, fill: view.style.ink }));
    row(part(""), picture, view.legend.points);
  }
  const scale = html("div", "part scale");
  scale.append(svg("svg", { height: 9, class: "bar", "aria-hidden": "true" }), html("span", "km"));
  legend.append(scale);
  return legend;
}

function swatch(colour, hatched) {
  const picture = html("i", hatched ? "swatch hatched" : "swatch");
  if (!hatched) picture.style.background = colour;
  return picture;
}

function stroke(view, width, kind) {
  const picture = svg("svg", { width: 30, height: 13, "aria-hidden": "true" });
  const line = svg("path", { d: "M1 6.5H29", stroke: view.style.quiet, "data-width": width });
  if (kind === REMOVED) line.setAttribute("stroke-dasharray", "6 4");
  picture.append(line);
  return picture;
}

function symbol(view, shape, fill, edge) {
  const picture = svg("svg", { width: 24, height: 14, "aria-hidden": "true" });
  picture.append(shape === "circle"
    ? svg("circle", { cx: 12, cy: 7, r: 5, fill, stroke: edge })
    : svg("path", { d: "M12 1L18 7L12 13L6 7z", fill, stroke: edge }));
  return picture;
}

// Lines of the legend are as wide as those on this map.
function strokes(legend, size) {
  for (const line of legend.querySelectorAll("[data-width]")) line.setAttribute("stroke-width", line.dataset.width * size);
}

// A round number of kilometres, at most about 110 pixels wide.
function scaleBar(legend, camera, ground, words) {
  const metres = (110 / camera.scale) * ground.unit_m, power = 10 ** Math.floor(Math.log10(metres));
  const length = [5, 2, 1].map((m) => m * power).find((m) => m <= metres);
  const width = (length / ground.unit_m) * camera.scale, bar = legend.querySelector(".bar");
  bar.setAttribute("width", width + 2);
  bar.replaceChildren(svg("path", { d: `M1 1V8H${width + 1}V1`, fill: "none", stroke: "currentColor", "stroke-width": 1.4 }));
  legend.querySelector(".km").textContent = filled(words.scale, { km: length / 1000 });
}
