// Flows and dots, drawn on a canvas between outlines and marks.
const PLAIN = 0, ADDED = 1, REMOVED = 2, BOW = 0.15;

function flowsOf(view) {
  const flows = [];
  for (let i = 0; i < view.flows.length; i += 4) {
    const [city, park, firms, kind] = view.flows.slice(i, i + 4);
    flows.push({
      city, park, firms, kind, top: i / 4 < view.top,
      line: curve(view.cities[city].slice(3, 5), view.parks[park].slice(4, 6)),
      width: Math.max((view.widest * firms) / Math.max(view.most, 1), 1),
      colour: view.style.strong[view.parks[park][3]] || view.style.unknown,
    });
  }
  return flows;
}

// Start, control point and end of a quadratic curve, bowed to the left of its direction.
function curve([x0, y0], [x1, y1]) {
  return [x0, y0, (x0 + x1) / 2 + (y1 - y0) * BOW, (y0 + y1) / 2 - (x1 - x0) * BOW, x1, y1];
}

class Drawing {
  constructor(stage) {
    this.canvas = html("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    stage.append(this.canvas);
  }

  size(width, height) {
    this.ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
  }

  paint(map) {
    const c = this.canvas.getContext("2d"), { camera, view } = map;
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    c.clearRect(0, 0, camera.width, camera.height);
    if (map.points) this.dots(c, map);
    const chosen = map.chosenFlows(), active = Boolean(map.selection);
    // Over coloured areas flows stand back a little, so that the classes can be read.
    const plain = view.level === "none" ? 0.78 : 0.6;
    // Wide ones first: the flows are in that order.
    for (const flow of map.flows) {
      if (chosen.has(flow)) continue;
      if (flow.top) this.line(c, camera, flow.line, flow.width * map.size, flow.colour, active ? 0.1 : plain, flow.kind, !active);
    }
    for (const flow of map.flows) {
      if (chosen.has(flow)) this.line(c, camera, flow.line, flow.width * map.size, flow.colour, 0.9, flow.kind, true);
    }
    // One way must stand out from the dots of all others; many together stay thin.
    const alone = map.selection?.kind === "enterprise";
    for (const line of map.singleLines()) this.line(c, camera, line, alone ? 2.6 : 1.1, view.style.ink, alone ? 1 : 0.55, PLAIN, alone);
    if (map.hovered) this.line(c, camera, map.hovered.line, map.hovered.width * map.size + 1.5, view.style.ink, 1, map.hovered.kind, true);
  }

  line(c, camera, line, width, colour, opacity, kind, rim) {
    const [x0, y0] = camera.toScreen(line[0], line[1]), [cx, cy] = camera.toScreen(line[2], line[3]);
    const [x1, y1] = camera.toScreen(line[4], line[5]);
    c.lineCap = "butt";
    c.beginPath();
    c.moveTo(x0, y0);
    c.quadraticCurveTo(cx, cy, x1, y1);
    if (rim) {
      c.setLineDash([]);
      c.globalAlpha = 0.65;
      c.strokeStyle = "#fff";
      c.lineWidth = width + 2;
      c.stroke();
    }
    c.setLineDash(kind === REMOVED ? [Math.max(6, width * 1.2), Math.max(4, width * 0.8)] : []);
    c.globalAlpha = opacity;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.stroke();
    c.globalAlpha = 1;
    c.setLineDash([]);
  }

  // Dots are written into the picture's pixels, which is quicker than thirty thousand rectangles.
  dots(c, map) {
    const { camera, points, view } = map, { x, y, park } = points, { width, height } = this.canvas;
    if (this.image?.width !== width || this.image?.height !== height) this.image = c.createImageData(width, height);
    const pixels = new Uint32Array(this.image.data.buffer);
    pixels.fill(0);
    const [left, top] = camera.toScreen(0, 0).map((v) => v * this.ratio), scale = camera.scale * this.ratio;
    const size = Math.max(2, Math.round(Math.min(4.5, 1.7 + Math.log2(camera.zoom + 1) * 0.5) * this.ratio));
    // Many dots lie on each other: the more there are, the fainter is each, and where they meet they add up.
    const strong = 255 * Math.max(0.1, Math.min(0.75, 2500 / x.length)), most = 200;
    const placed = ink(view.style.ink), waiting = ink(view.style.quiet);
    for (let i = 0; i < x.length; i++) {
      const px = Math.round(x[i] * scale + left - size / 2), py = Math.round(y[i] * scale + top - size / 2);
      if (px < 0 || py < 0 || px + size > width || py + size > height) continue;
      const stays = park[i] < 0, colour = stays ? waiting : placed, opacity = stays ? strong * 0.6 : strong;
      for (let row = py; row < py + size; row++) {
        for (let at = row * width + px, end = at + size; at < end; at++) {
          pixels[at] = ((Math.min(most, (pixels[at] >>> 24) + opacity) << 24) | colour) >>> 0;
        }
      }
    }
    c.putImageData(this.image, 0, 0);
  }
}

// A colour "#rrggbb" as the lower 24 bits of a pixel (red lowest).
function ink(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return (b << 16) | (g << 8) | r;
}
