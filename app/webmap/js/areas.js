// Outlines: neighbours, counties (coloured), bands of the regions, cities (to be selected).
let patterns = 0;

class Areas {
  constructor(ground, stage) {
    this.ground = ground;
    this.svg = svg("svg", { class: "areas", role: "group" });
    this.hatch = `dt-hatch-${++patterns}`;
    this.defs = svg("defs");
    this.pattern = svg("pattern", { id: this.hatch, patternUnits: "userSpaceOnUse", width: 7, height: 7 });
    this.patternGround = svg("rect", { width: 7, height: 7 });
    this.patternLine = svg("path", { d: "M-1 8L8 -1M-1 1L1 -1M6 8L8 6", "stroke-width": 1.3 });
    this.pattern.append(this.patternGround, this.patternLine);
    this.defs.append(this.pattern);
    this.world = svg("g");
    this.svg.append(this.defs, this.world);
    this.build();
    stage.append(this.svg);
  }

  build() {
    const { ground } = this;
    const group = (className) => {
      const g = svg("g", { class: className });
      this.world.append(g);
      return g;
    };
    const around = group("around"), counties = group("counties"), bands = group("bands");
    const cities = group("cities");
    [around, counties, bands].forEach((g) => g.setAttribute("aria-hidden", "true"));
    this.around = ground.around.map(([special, ...rings]) => {
      const path = svg("path", { d: pathOf(rings), class: special ? "special" : "land" });
      around.append(path);
      return path;
    });
    this.counties = new Map(ground.counties.map(([code, names, city, ...rings]) => {
      const path = svg("path", { d: pathOf(rings), class: "county", "data-county": code });
      counties.append(path);
      return [code, { path, names, city }];
    }));
    this.bands = ground.regions.map(([region, ...rings]) => {
      const d = pathOf(rings), clip = svg("clipPath", { id: `${this.hatch}-${region}` });
      clip.append(svg("path", { d }));
      this.defs.append(clip);
      // Only the inner half of the band shows, so that neighbours' bands lie side by side.
      const path = svg("path", { d, class: "band", "clip-path": `url(#${this.hatch}-${region})` });
      bands.append(path);
      return { region, path };
    });
    this.cities = new Map(ground.cities.map(([code, region, ...rings]) => {
      const path = svg("path", { d: pathOf(rings), class: "city", "data-city": code, tabindex: 0, role: "button" });
      cities.append(path);
      return [code, { path, region }];
    }));
  }

  colour(view, label) {
    const { style } = view;
    this.svg.setAttribute("aria-label", view.alt);
    this.patternGround.setAttribute("fill", style.no_data);
    this.patternLine.setAttribute("stroke", style.hatch);
    for (const path of this.around) {
      const special = path.classList.contains("special");
      path.setAttribute("fill", special ? style.sar : style.land);
      path.setAttribute("stroke", special ? style.sar_edge : style.land_edge);
    }
    for (const [code, { path, city }] of this.counties) {
      path.setAttribute("fill", this.fill(view, code, city));
      path.setAttribute("stroke", style.county_edge);
    }
    for (const { region, path } of this.bands) path.setAttribute("stroke", style.strong[region] || style.unknown);
    for (const [code, { path }] of this.cities) {
      path.setAttribute("stroke", style.city_edge);
      path.setAttribute("aria-label", label(code));
    }
  }

  fill(view, county, city) {
    if (view.level === "none") return view.style.pale[this.cities.get(city).region] || view.style.land;
    const area = view.areas[view.level === "county" ? county : city];
    return area && area[0] >= 0 ? view.classes.colours[area[0]] : `url(#${this.hatch})`;
  }

  select(selection) {
    for (const [code, { path }] of this.cities) {
      const chosen = selection?.kind === "city" && selection.id === code;
      path.classList.toggle("chosen", chosen);
      path.setAttribute("aria-pressed", String(chosen));
    }
  }

  place(camera) {
    const [x, y] = camera.toScreen(0, 0), { scale } = camera;
    this.world.setAttribute("transform", `translate(${x},${y}) scale(${scale})`);
    this.pattern.setAttribute("patternTransform", `scale(${1 / scale})`);
  }
}
