// Entry of the map component.  Streamlit calls it again after every rerun, with the same element.
const maps = new WeakMap();

export default function ({ data, key, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".dt-map");
  if (!maps.has(root)) maps.set(root, { bytes: null, map: null });
  const known = maps.get(root);
  known.tell = (selection) => setStateValue("selection", selection);
  if (!sameBytes(known.bytes, data)) {
    known.bytes = data;
    const { view, options } = parsed(data);
    groundReady(view.ground).then((ground) => {
      if (known.bytes !== data) return;
      known.map ||= new ProvinceMap(root, ground);
      const group = options.group || `only-${key}`;
      known.map.update({ view, options: { ...options, group, tell: (selection) => known.tell(selection) } });
    });
  }
  return () => {
    known.bytes = null;
    known.map?.leave();
    maps.delete(root);
  };
}
