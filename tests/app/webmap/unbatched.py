"""The benchmark's plain map: the same view, every flow and dot an SVG element of its own.

It stands for what a map without a canvas costs; nobody uses it but the benchmark.
"""

from __future__ import annotations

from streamlit.components.v2 import component

from app.webmap.component import script
from app.webmap.ground import ground

SCRIPT = """
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".plain");
  if (root.firstChild) return;
  const size = data[0] + 256 * (data[1] + 256 * data[2]);
  const ground = parsed(data.subarray(3, 3 + size)), { view } = parsed(data.subarray(3 + size));
  const box = `0 0 ${ground.width} ${ground.height}`;
  const picture = svg("svg", { viewBox: box, width: 900, height: 680 });
  const add = (tag, attributes) => picture.append(svg(tag, attributes));
  for (const [, , , ...rings] of ground.counties) {
    add("path", { d: pathOf(rings), fill: "#eee", stroke: "#888", "stroke-width": 10 });
  }
  for (const { line, colour, width } of flowsOf(view).slice(0, view.top)) {
    const [x0, y0, cx, cy, x1, y1] = line, d = `M${x0} ${y0}Q${cx} ${cy} ${x1} ${y1}`;
    add("path", { d, stroke: colour, fill: "none", "stroke-width": width * 18 });
  }
  for (const park of view.parks) add("circle", { cx: park[4], cy: park[5], r: 100 });
  if (view.points) {
    const x = int16(view.points.x), y = int16(view.points.y);
    for (let i = 0; i < x.length; i++) add("circle", { cx: x[i], cy: y[i], r: 18 });
  }
  root.append(picture);
  const painted = () => { root.dataset.first = performance.now().toFixed(0); };
  requestAnimationFrame(() => setTimeout(painted));
}
"""

_plain = component(
    "doubletransfer_unbatched",
    html='<div class="plain"></div>',
    js=script("ground", "dom", "canvas") + SCRIPT,
)


def show_dots(view) -> None:
    outlines = ground().json
    size = len(outlines).to_bytes(3, "little")
    _plain(key="plain", data=size + outlines + b'{"view":%b}' % view.payload)
