// Without a line: a page to write on, pages kept to be read; what was written goes to one's drafts when it is back.
(() => {
  "use strict";
  const { serviceWorker: workers, connection } = navigator, { dataset, lang } = document.documentElement;
  if (!workers || !window.cordee) return;
  const { box, copyOf, fill, keep, post, page, root } = window.cordee;
  const WRITE = `${root}/propositions/nouvelle/need`, NEED = "offline:need", DAY = "offline:day", KEPT = "kept";
  const copy = "copy" in dataset, me = "me" in dataset, find = (id) => document.getElementById(id);
  const form = location.pathname === WRITE && find("writing");
  const say = (words) => find("news")[away ? "replaceChildren" : "append"](words);  // beside what the page says itself
  const news = (tree, id) => say(document.importNode(tree.getElementById(id).content, true));
  const ask = async (what) => (await workers.ready).active.postMessage(what);

  // (a) What is typed on the copy of the page stays on the device, under a key of its own: sent twice is one draft.
  const written = () => JSON.parse(box("getItem", NEED));
  const write = (kept) => box("setItem", NEED, JSON.stringify(kept));
  const key = () => crypto.randomUUID().replaceAll("-", "");
  let away = copy && form, going = false, done = false;

  // With a token asked for now. A draft only: nothing is published without a click. The same text that comes twice is
  // one draft; a key that is known already with another text means that it was written since an answer was lost on the
  // way: that text goes under another key rather than not at all.
  async function send(kept, theirs, again = true) {
    const { elements, dataset: { autosave } } = theirs;
    fill(theirs, kept.fields);
    elements.key.value = kept.key;
    const answer = await post(autosave, new FormData(theirs));
    if ((!answer.ok && answer.status !== 409) || answer.redirected) throw Error();
    const { version, saved_at_text: words } = await answer.json();
    if (version) {
      elements.version.value = version;
      box("removeItem", NEED);
      return "";
    }
    return again ? send({ ...kept, key: key() }, theirs, false) : words;
  }

  // The copy on the screen becomes the living page: its token, its key, saving while typing.
  function adopt(theirs, sent, saved) {
    const { elements: mine } = form, { key: drawn, version, csrf_token: token } = theirs.elements;
    mine.csrf_token.value = token.value;
    mine.key.value = drawn.value;
    away = false;
    if (!saved) return;
    form.append(version, theirs.querySelector("template"));
    form.dataset.autosave = theirs.dataset.autosave;
    keep(form);
    if (sent !== copyOf(form)) form.dispatchEvent(new Event("input"));
  }

  async function back() {
    const kept = written();
    if (going || done || !(kept || away)) return;
    going = true;
    try {
      const fresh = await page(await fetch(WRITE, { cache: "no-store" })), theirs = fresh.getElementById("writing");
      const known = Boolean(theirs.dataset.autosave), refusal = kept && known ? await send(kept, theirs) : "";
      if (refusal) say(refusal);
      else if (kept) news(fresh, known ? "told-saved" : away ? "told-line" : "told-waiting");
      if (away) adopt(theirs, kept && kept.fields, known && !refusal);
      done = true;
    } catch { /* away still: tried again when the line is back, and with the next page */ }
    going = false;
  }

  function writing() {
    const status = form.querySelector("[data-autosave-status]"), kept = written();
    const cut = () => { status.textContent = status.dataset.cut; };
    if (kept && !me) fill(form, kept.fields);
    form.addEventListener("input", () => {
      if (form.dataset.autosave || !(away || written())) return;
      write({ key: (written() || { key: key() }).key, fields: copyOf(form) });
      if (away) cut();
    });
    form.addEventListener("submit", async (event) => {
      if (!away) return written() && write({ ...written(), sent: true });
      event.preventDefault();
      await back();
      if (away) cut();
      else form.requestSubmit(event.submitter);
    });
    if (!away) return;
    news(document, "told-away");
    setInterval(back, 30000);
  }

  // (b) What one follows, kept on this device by who asks for it.
  function panel(part) {
    const said = part.querySelector("[role=status]"), drop = part.querySelector("[data-offline=drop]");
    async function count() {
      const some = await caches.has(KEPT);
      drop.hidden = !some;
      said.textContent = some ? `${said.dataset.kept} ${(await (await caches.open(KEPT)).keys()).length}` : "";
      return some;
    }
    workers.addEventListener("message", ({ data }) => {
      if (data === "cut") said.textContent = said.dataset.cut;
      else count();
    });
    part.addEventListener("click", async ({ target }) => {
      const button = target.closest("[data-offline]");
      if (!button) return;
      if (button === drop) return caches.delete(KEPT).then(count);
      said.textContent = said.dataset.busy;
      ask("keep");
    });
    part.hidden = false;
    count().then((some) => some && ask("keep"));
  }

  // (c) The page that says that there is no line, and what there is all the same. A telephone may say that it is on
  // line before anything answers: the wanted page is asked for only once something does.
  const again = () => fetch(`${root}/hors-ligne`, { method: "HEAD", cache: "no-store" }).then(() => location.reload(), () => {});

  async function list(part) {
    setInterval(again, 30000);
    const cache = (await caches.has(KEPT)) && await caches.open(KEPT);
    for (const { url } of cache ? await cache.keys() : []) {
      const { lang: spoken, textContent } = (await page(await cache.match(url))).querySelector("h1");
      const link = Object.assign(document.createElement("a"), { href: url, lang: spoken, dir: "auto", textContent });
      part.querySelector("ul").appendChild(document.createElement("li")).append(link);
      part.hidden = false;
    }
  }

  if (form) writing();
  if (find("keep-offline")) panel(find("keep-offline"));
  if (copy && find("kept-here")) list(find("kept-here"));
  addEventListener("online", () => (copy && find("kept-here") ? again() : back()));
  if (copy) return void (away && back());

  // (d) On a living page: what was sent is forgotten, what waits is sent, and a visitor's device keeps nothing.
  if ((written() || {}).sent) box("removeItem", NEED);
  if (me || !form) back();
  if (!me) caches.delete(KEPT);
  if (connection && connection.saveData) return;
  addEventListener("load", () => {
    const today = new Date().toDateString();
    if (workers.controller && box("getItem", DAY) !== today) ask("renew");
    box("setItem", DAY, today);
    workers.register(`${root}/worker.js?l=${lang}`).catch(() => {});
  });
})();
