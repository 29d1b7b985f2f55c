// Which part of the province is seen.  Maps of one group share it, whatever their sizes.
const CLOSEST = 40, FARTHEST = 0.9;

function groupOf(name) {
  if (!shared.groups.has(name)) shared.groups.set(name, { seen: null, members: new Set() });
  return shared.groups.get(name);
}

class Camera {
  constructor(ground, groupName, redraw) {
    this.ground = ground;
    this.redraw = redraw;
    this.width = this.height = 1;
    this.join(groupName);
  }

  join(groupName) {
    if (this.groupName === groupName) return;
    this.leave();
    this.groupName = groupName;
    this.group = groupOf(groupName);
    this.group.members.add(this.redraw);
    this.group.seen ||= this.whole();
  }

  leave() {
    if (!this.group) return;
    this.group.members.delete(this.redraw);
    if (!this.group.members.size) shared.groups.delete(this.groupName);
  }

  whole() {
    return { zoom: 1, x: this.ground.width / 2, y: this.ground.height / 2 };
  }

  get scale() {
    const fit = Math.min(this.width / this.ground.width, this.height / this.ground.height);
    return fit * this.group.seen.zoom;
  }

  get zoom() { return this.group.seen.zoom; }

  toScreen(x, y) {
    const { scale, group: { seen } } = this;
    return [(x - seen.x) * scale + this.width / 2, (y - seen.y) * scale + this.height / 2];
  }

  toGround(px, py) {
    const { scale, group: { seen } } = this;
    return [(px - this.width / 2) / scale + seen.x, (py - this.height / 2) / scale + seen.y];
  }

  see(seen) {
    const { width, height } = this.ground;
    this.group.seen = {
      zoom: Math.max(FARTHEST, Math.min(CLOSEST, seen.zoom)),
      x: Math.max(0, Math.min(width, seen.x)),
      y: Math.max(0, Math.min(height, seen.y)),
    };
    this.group.members.forEach((redraw) => redraw());
  }

  // Moves by pixels.
  pan(dx, dy) {
    const { seen } = this.group;
    this.see({ ...seen, x: seen.x - dx / this.scale, y: seen.y - dy / this.scale });
  }

  // Zooms so that what lies under (px, py) stays there.
  zoomAt(factor, px = this.width / 2, py = this.height / 2) {
    const [x, y] = this.toGround(px, py);
    const zoom = Math.max(FARTHEST, Math.min(CLOSEST, this.zoom * factor));
    const ratio = this.zoom / zoom;
    const { seen } = this.group;
    this.see({ zoom, x: x - (x - seen.x) * ratio, y: y - (y - seen.y) * ratio });
  }

  reset() { this.see(this.whole()); }

  // Brings a place into sight, if it is not.
  show(x, y) {
    const [px, py] = this.toScreen(x, y), edge = 30;
    const inside = px > edge && py > edge && px < this.width - edge && py < this.height - edge;
    if (!inside) this.see({ ...this.group.seen, x, y });
  }
}
