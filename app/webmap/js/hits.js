// What lies under the pointer on the canvas.
const REACH_PX = 7, STEPS = 24;

function nearestFlow(map, px, py) {
  let best = null, least = Infinity;
  for (const flow of map.shownFlows()) {
    const reach = Math.max(REACH_PX, (flow.width * map.size) / 2 + 2), [x0, y0, cx, cy, x1, y1] = flow.line;
    for (let i = 2; i < STEPS - 1; i++) {
      const t = i / STEPS, u = 1 - t;
      const [x, y] = map.camera.toScreen(u * u * x0 + 2 * u * t * cx + t * t * x1, u * u * y0 + 2 * u * t * cy + t * t * y1);
      const distance = Math.hypot(x - px, y - py);
      if (distance < reach && distance < least) [best, least] = [flow, distance];
    }
  }
  return best;
}

function nearestPoint(map, px, py) {
  if (!map.points) return -1;
  const [gx, gy] = map.camera.toGround(px, py), { x, y } = map.points;
  let best = -1, least = (REACH_PX / map.camera.scale) ** 2;
  for (let i = 0; i < x.length; i++) {
    const distance = (x[i] - gx) ** 2 + (y[i] - gy) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
