// One map: its parts, what is selected, and when to draw.
class ProvinceMap {
  constructor(root, ground) {
    this.root = root;
    this.ground = ground;
    this.selection = null;
    this.hovered = null;
    this.head = html("div", "head");
    this.body = html("div", "body");
    this.stage = html("div", "stage");
    this.notes = html("div", "notes");
    this.status = html("div", "unseen");
    this.status.setAttribute("role", "status");
    this.end = html("span", "end");
    // A stop of its own: from an element out of the order, Tab would lead back into the map.
    this.end.tabIndex = 0;
    this.end.setAttribute("role", "note");
    this.body.append(this.stage);
    root.replaceChildren(this.head, this.body, this.notes, this.status, this.end);
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "group");
    this.areas = new Areas(ground, this.stage);
    this.drawing = new Drawing(this.stage);
    this.marks = new Marks(this.stage);
    this.tooltip = new Tooltip(this.stage);
    this.redraw = () => { this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.paint(); }); };
    this.watch = new ResizeObserver(() => this.resized());
    this.watch.observe(root);
    this.watch.observe(this.stage);
    listen(this);
  }

  // A new view: layer, year, run or language changed.  The user's selection stays where it still exists.
  update({ view, options }) {
    this.view = view;
    this.options = options;
    document.documentElement.lang = view.lang === "zh" ? "zh-CN" : "en";
    this.root.style.setProperty("--height", `${options.height}px`);
    this.root.classList.toggle("large", view.large);
    this.root.classList.toggle("latin", view.lang !== "zh");
    this.camera ||= new Camera(this.ground, options.group, this.redraw);
    this.camera.join(options.group);
    this.flows = flowsOf(view);
    this.points = view.points && { x: int16(view.points.x), y: int16(view.points.y), park: int16(view.points.park), names: view.points.names };
    this.dress();
    this.areas.colour(view, (code) => cityLines(view, code).join(", "));
    this.marks.build(view, (park) => parkLines(view, park).join(", "));
    this.adopt();
    this.resized();
  }

  // What was selected outside the map (a table, the address bar) replaces the selection when it changes.
  adopt() {
    const { selected } = this.view, given = JSON.stringify(selected), first = this.given === undefined;
    if (given !== this.given && (selected || !first)) {
      this.select(selected ? { kind: selected[0], id: selected[1] } : null, { tell: !first, from: "outside" });
    } else {
      this.select(this.known(this.selection) ? this.selection : null, { tell: false });
    }
    this.given = given;
  }

  known(selection) {
    if (selection?.kind === "park") return this.view.parks.some((park) => park[0] === selection.id);
    if (selection?.kind === "enterprise" && "at" in selection) return this.points && selection.of === this.points.x.length;
    return true;
  }

  select(selection, { tell = true, from = "map" } = {}) {
    this.selection = selection;
    this.areas.select(selection);
    this.marks.select(selection);
    this.hovered = null;
    if (tell) {
      this.status.textContent = selection ? filled(this.view.words.selected, { name: this.nameOf(selection) }) : this.view.words.cleared;
      this.options.tell(selection && from === "map" ? selection : { kind: "none", from });
    }
    this.redraw();
  }

  nameOf({ kind, id, at }) {
    if (kind === "city") return this.view.cities.find((city) => city[0] === id)?.[1] || id;
    if (kind === "park") return this.view.parks.find((park) => park[0] === id)?.[1] || id;
    return (at !== undefined && this.points?.names[at]) || this.view.way?.[0] || this.view.words.firm;
  }

  shownFlows() {
    const chosen = this.chosenFlows();
    return this.selection ? [...chosen] : this.flows.filter((flow) => flow.top);
  }

  // All flows that touch what is selected, also those too small to be shown otherwise.
  chosenFlows() {
    const { selection, view } = this;
    if (!selection || selection.kind === "enterprise") return new Set();
    return new Set(this.flows.filter(({ city, park }) => selection.kind === "park"
      ? view.parks[park][0] === selection.id
      : view.cities[city][0] === selection.id || view.parks[park][2] === selection.id));
  }

  // Ways of single enterprises: of the selected one, or of all that go to the selected park.
  singleLines() {
    const { selection, view, points } = this;
    if (!selection) return [];
    const way = (x, y, park) => curve([x, y], view.parks[park].slice(4, 6));
    if (selection.kind === "enterprise") {
      if (points && selection.at !== undefined) {
        const park = points.park[selection.at];
        return park >= 0 ? [way(points.x[selection.at], points.y[selection.at], park)] : [];
      }
      return view.way && view.way[1] && view.way[2] >= 0 ? [way(...view.way[1], view.way[2])] : [];
    }
    if (selection.kind !== "park" || !points) return [];
    const lines = [], at = view.parks.findIndex((park) => park[0] === selection.id);
    for (let i = 0; i < points.park.length; i++) if (points.park[i] === at) lines.push(way(points.x[i], points.y[i], at));
    return lines;
  }

  // Where the selected enterprise stands: [x, y] or null.
  home() {
    const { selection, points, view } = this;
    if (selection?.kind !== "enterprise") return null;
    if (selection.at !== undefined && points) return [points.x[selection.at], points.y[selection.at]];
    return view.way?.[1] || null;
  }

  dress() {
    const { view } = this, title = html("div", "title", view.title), tools = html("div", "tools");
    const skip = html("button", "skip", view.words.skip);
    this.end.textContent = view.words.end;
    skip.onclick = () => this.end.focus();
    this.head.replaceChildren(skip, title);
    if (view.badge) {
      const badge = html("span", "badge", view.badge);
      badge.style.color = badge.style.borderColor = view.style.badge;
      this.head.append(badge);
    }
    [["+", "zoom_in", () => this.camera.zoomAt(1.6)], ["\u2212", "zoom_out", () => this.camera.zoomAt(1 / 1.6)], ["\u2302", "reset", () => this.camera.reset()]]
      .forEach(([sign, word, act]) => {
        const button = html("button", "", sign);
        button.title = view.words[word];
        button.setAttribute("aria-label", view.words[word]);
        button.onclick = act;
        tools.append(button);
      });
    this.head.append(tools);
    this.stage.setAttribute("aria-label", `${view.words.map}. ${view.words.keys}`);
    this.stage.style.background = view.style.sea;
    this.legend?.remove();
    this.legend = legendOf(view);
    this.body.append(this.legend);
    this.notes.replaceChildren(...[view.note, ...view.notes].filter(Boolean).map((note) => html("div", "", note)));
  }

  resized() {
    if (!this.view) return;
    this.root.classList.toggle("wide", this.root.clientWidth >= 760);
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!width || !height) return;
    [this.camera.width, this.camera.height] = [width, height];
    this.drawing.size(width, height);
    this.fontSize = parseFloat(getComputedStyle(this.root).fontSize);
    // Marks and lines shrink with a small map and grow with a large one, within limits.
    this.size = Math.max(0.55, Math.min(1.3, width / 900, height / 520));
    strokes(this.legend, this.size);
    this.redraw();
  }

  paint() {
    if (!this.view || this.camera.width <= 1) return;
    this.areas.place(this.camera);
    this.drawing.paint(this);
    this.marks.place(this);
    this.marks.pin(this.home(), this.camera, this.view);
    scaleBar(this.legend, this.camera, this.ground, this.view.words);
    this.root.dataset.seen = JSON.stringify(this.camera.group.seen);
    this.root.dataset.flows = this.shownFlows().length + this.singleLines().length;
    this.root.dataset.points = this.points ? this.points.x.length : 0;
    // Milliseconds since the page was asked for, at the first painting (for the benchmark).
    this.root.dataset.first ||= performance.now().toFixed(0);
    this.root.dataset.painted = String(Number(this.root.dataset.painted || 0) + 1);
  }

  leave() {
    this.watch.disconnect();
    this.camera?.leave();
    cancelAnimationFrame(this.frame);
  }
}
