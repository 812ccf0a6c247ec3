// The interactive map, where the operator named a server of tiles. The drawing stays for who has no script, and for
// when the server does not answer. Leaflet weighs more than the rest of the page: it comes when the map is in sight,
// and on a line that saves data only for who asks.
(() => {
  "use strict";
  const box = document.getElementById("tiles");
  const drawing = document.querySelector("svg.map");
  if (!box || !drawing) return;
  const { script, sheet, tiles, attribution, attributionUrl, points, simple, rich, label, closer, further } = box.dataset;

  const make = (name, text, more) => Object.assign(document.createElement(name), { textContent: text }, more);
  const credit = () => {
    const told = attributionUrl ? make("a", attribution, { href: attributionUrl }) : make("span", attribution);
    return told.outerHTML;
  };

  const came = (element, beside) => new Promise((done, failed) => {
    element.onload = done;
    element.onerror = failed;
    beside.before(element);
  });
  // Before the sheet of the house, which has the last word.
  const fetched = () => {
    const own = document.getElementById("map-sheet");
    return Promise.all([came(make("link", "", { rel: "stylesheet", href: sheet }), own), came(make("script", "", { src: script }), own)]);
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
    await fetched();
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
    let any = false;
    ground.on("tileload", () => { any = true; });
    ground.on("tileerror", () => { if (!any) turn(false); });
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
  const start = () => show().then((done) => { if (!done) box.hidden = true; }).catch(() => { box.hidden = true; });
  if (navigator.connection?.saveData) {
    const ask = make("button", rich, { type: "button", className: "button quiet" });
    ask.addEventListener("click", () => { ask.remove(); start(); });
    box.after(ask);
    return;
  }
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    start();
  });
  watch.observe(drawing);
})();
