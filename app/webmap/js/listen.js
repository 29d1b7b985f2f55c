// Pointer and keys.
const DRAG_PX = 4, STEP_PX = 60;

function listen(map) {
  const { stage } = map, fingers = new Map();
  let start = null, moved = false, apart = 0;
  const at = (event) => {
    const edge = stage.getBoundingClientRect();
    return [event.clientX - edge.left, event.clientY - edge.top];
  };
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  };

  stage.addEventListener("wheel", (event) => {
    // At its farthest the map lets the page scroll on.
    if (event.deltaY > 0 && map.camera.zoom <= FARTHEST) return;
    event.preventDefault();
    map.camera.zoomAt(Math.exp(-event.deltaY * 0.0015), ...at(event));
  }, { passive: false });

  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, at(event));
    if (fingers.size === 2) apart = spread();
    [start, moved] = [at(event), false];
  });
  stage.addEventListener("pointermove", (event) => {
    const now = at(event);
    if (!fingers.has(event.pointerId)) return hover(map, event.target, ...now);
    const last = fingers.get(event.pointerId);
    fingers.set(event.pointerId, now);
    if (fingers.size === 2) {
      const wide = spread();
      map.camera.zoomAt(wide / apart, ...now);
      [apart, moved] = [wide, true];
    } else if (moved || Math.hypot(now[0] - start[0], now[1] - start[1]) > DRAG_PX) {
      if (!moved) stage.setPointerCapture(event.pointerId);
      map.tooltip.hide();
      map.camera.pan(now[0] - (moved ? last[0] : start[0]), now[1] - (moved ? last[1] : start[1]));
      moved = true;
    }
  });
  const up = (event) => {
    const known = fingers.delete(event.pointerId);
    if (event.type === "pointerup" && known && !moved) pick(map, event.target, ...at(event));
  };
  stage.addEventListener("pointerup", up);
  stage.addEventListener("pointercancel", up);
  stage.addEventListener("pointerleave", () => hover(map, null, 0, 0));

  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const act = {
      ArrowLeft: () => map.camera.pan(STEP_PX, 0), ArrowRight: () => map.camera.pan(-STEP_PX, 0),
      ArrowUp: () => map.camera.pan(0, STEP_PX), ArrowDown: () => map.camera.pan(0, -STEP_PX),
      "+": () => map.camera.zoomAt(1.4), "=": () => map.camera.zoomAt(1.4), "-": () => map.camera.zoomAt(1 / 1.4),
      0: () => map.camera.reset(), Escape: () => map.select(null),
      Enter: () => focused(map, event.target), " ": () => focused(map, event.target),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  stage.addEventListener("focusin", ({ target }) => {
    const mark = target.dataset, view = map.view;
    if (!mark?.city && !mark?.park) return map.tooltip.hide();
    const place = mark.city ? view.cities.find((city) => city[0] === mark.city).slice(3, 5) : view.parks[mark.at].slice(4, 6);
    map.camera.show(...place);
    if (target.matches(":focus-visible")) {
      map.tooltip.show(mark.city ? cityLines(view, mark.city) : parkLines(view, view.parks[mark.at]), ...map.camera.toScreen(...place));
    }
  });
  stage.addEventListener("focusout", () => map.tooltip.hide());
}

function focused(map, { dataset }) {
  if (dataset.city) map.select({ kind: "city", id: dataset.city });
  else if (dataset.park) map.select({ kind: "park", id: dataset.park });
}

// What a pointer means: a park first, then an enterprise, then a flow, then the county below.
function under(map, target, x, y) {
  const park = target?.closest?.("[data-park]");
  if (park) return { park: map.view.parks[park.dataset.at] };
  const point = nearestPoint(map, x, y);
  if (point >= 0) return { point };
  const flow = nearestFlow(map, x, y), county = target?.dataset?.county;
  return { flow, county };
}

function hover(map, target, x, y) {
  if (!target) {
    map.tooltip.hide();
    if (map.hovered) { map.hovered = null; map.redraw(); }
    return;
  }
  const { park, point, flow, county } = under(map, target, x, y), { view } = map;
  if ((flow || null) !== map.hovered) { map.hovered = flow || null; map.redraw(); }
  if (park) return map.tooltip.show(parkLines(view, park), x, y);
  if (point !== undefined) return map.tooltip.show(pointLines(view, map.points, point), x, y);
  if (flow) return map.tooltip.show(flowLines(view, flow), x, y);
  if (!county) return map.tooltip.hide();
  const { names, city } = map.areas.counties.get(county);
  map.tooltip.show(countyLines(view, names, county, city), x, y);
}

function pick(map, target, x, y) {
  const { park, point, county } = under(map, target, x, y);
  if (park) return map.select({ kind: "park", id: park[0] });
  if (point !== undefined) return map.select({ kind: "enterprise", at: point, of: map.points.x.length });
  if (county) return map.select({ kind: "city", id: map.areas.counties.get(county).city });
  if (map.selection) map.select(null);
}
