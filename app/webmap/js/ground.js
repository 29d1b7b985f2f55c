// The ground: outlines that travel once per session and are shared by all maps of a page.
const shared = (window.doubletransferMap ||= { grounds: new Map(), waiting: new Map(), groups: new Map() });

function groundReady(name) {
  if (shared.grounds.has(name)) return Promise.resolve(shared.grounds.get(name));
  return new Promise((resolve) => {
    if (!shared.waiting.has(name)) shared.waiting.set(name, []);
    shared.waiting.get(name).push(resolve);
  });
}

// Numbers as app/webmap/ground.py writes them: five bits a character, sign in the lowest bit.
function decoded(text) {
  const numbers = [];
  let number = 0, shift = 0;
  for (let i = 0; i < text.length; i++) {
    const bits = text.charCodeAt(i) - 63;
    number |= (bits & 31) << shift;
    shift += 5;
    if (bits < 32) {
      numbers.push(number & 1 ? ~(number >> 1) : number >> 1);
      number = shift = 0;
    }
  }
  return numbers;
}

// A ring's steps are an SVG path's relative line already.
function pathOf(rings) {
  return rings.map((ring) => {
    const steps = decoded(ring);
    return `M${steps[0]} ${steps[1]}l${steps.slice(2).join(" ")}z`;
  }).join("");
}

function parsed(bytes) {
  return JSON.parse(new TextDecoder().decode(bytes));
}

function sameBytes(a, b) {
  if (!a || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function int16(text) {
  const raw = atob(text), bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return new Int16Array(bytes.buffer);
}
