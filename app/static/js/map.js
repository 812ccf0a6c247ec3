// The interactive map, where the operator named a server of tiles. The drawing stays for who has no script, and for
// when the server does not answer.
(() => {
  "use strict";
  const box = document.getElementById("tiles");
  const drawing = document.querySelector("svg.map");
  if (!box || !drawing || !window.L) return;
  const { tiles, attribution, attributionUrl, points, simple, rich, label, closer, further } = box.dataset;

  const make = (name, text, more) => Object.assign(document.createElement(name), { textContent: text }, more);
  const credit = () => {
    const told = attributionUrl ? make("a", attribution, { href: attributionUrl }) : make("span", attribution);
    return told.outerHTML;
  };

  // A marker is a real button with a name; its page opens on a click or with Enter.
  function mark(feature, at) {
    const { kind, name, title, said, needs = 0, projects = 0, experiments = 0, url } = feature.properties;
    const commune = kind === "commune";
    const total = needs + projects + experiments;
    const side = commune ? Math.round(18 + 8 * Math.sqrt(total)) : 18;
    const words = commune ? `${name} – ${said}` : title;
    const icon = L.divIcon({ className: commune ? "tile-dot" : "tile-mark", iconSize: [side, side], html: commune ? String(total) : "" });
    const one = L.marker(at, { icon, title: words, alt: words, keyboard: true, zIndexOffset: commune ? -1000 * total : 1000 });
    const go = () => location.assign(new URL(url).pathname);
    one.on("click", go);
    one.on("keydown", ({ originalEvent }) => { if (originalEvent.key === "Enter") go(); });
    one.on("add", () => {
      const element = one.getElement();
      element.setAttribute("role", "link");
      element.setAttribute("aria-label", words);
    });
    return one;
  }

  async function show() {
    const data = await (await fetch(points)).json();
    box.hidden = false;
    const map = L.map(box, { zoomControl: false, scrollWheelZoom: false, zoomSnap: 0.5 });
    map.attributionControl.setPrefix("Leaflet");
    L.control.zoom({ zoomInTitle: closer, zoomOutTitle: further }).addTo(map);
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", label);
    const layer = L.geoJSON(data, { pointToLayer: mark }).addTo(map);
    const bounds = layer.getBounds();
    if (!bounds.isValid()) return false;
    map.fitBounds(bounds.pad(0.08));
    const ground = L.tileLayer(tiles, { attribution: credit(), maxZoom: 18, referrerPolicy: "strict-origin" });
    let came = false;
    ground.on("tileload", () => { came = true; });
    ground.on("tileerror", () => { if (!came) turn(false); });
    ground.addTo(map);
    const button = make("button", simple, { type: "button", className: "button quiet" });
    const turn = (toTiles) => {
      box.hidden = !toTiles;
      drawing.style.display = toTiles ? "none" : "";
      button.textContent = toTiles ? simple : rich;
      if (toTiles) map.invalidateSize();
    };
    button.addEventListener("click", () => turn(box.hidden));
    box.after(button);
    turn(true);
    return true;
  }
  show().then((done) => { if (!done) box.hidden = true; }).catch(() => { box.hidden = true; });
})();
