// The component that brings the ground: it shows nothing and hands the outlines to the maps.
export default function ({ data, parentElement }) {
  const name = parentElement.querySelector(".dt-ground").dataset.name = groundName(data);
  if (shared.grounds.has(name)) return;
  const outlines = parsed(data.subarray(NAME_LENGTH));
  shared.grounds.set(name, outlines);
  (shared.waiting.get(name) || []).forEach((resolve) => resolve(outlines));
  shared.waiting.delete(name);
}

const NAME_LENGTH = 12;

function groundName(data) {
  return new TextDecoder().decode(data.subarray(0, NAME_LENGTH));
}
