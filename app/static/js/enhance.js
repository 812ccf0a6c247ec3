// Small comforts on pages that already work without them.
(() => {
  "use strict";
  const root = new URL(document.currentScript.src).pathname.split("/static/")[0];  // the path that the site may live under
  const all = (root, what) => [...root.querySelectorAll(what)];
  const page = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const move = (to, from) => to.replaceChildren(...[...from.childNodes].map((node) => document.adoptNode(node)));
  const post = (url, body, keepalive) => fetch(url, { method: "POST", body, keepalive });

  // (a) form[data-swap="#id"]: take that part out of the whole answer, say the news aloud.
  function replace(part, next) {
    const reach = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    const held = part.contains(document.activeElement) && document.activeElement;
    const place = all(part, reach).indexOf(held);
    part.replaceWith(document.adoptNode(next));
    watch(next);
    if (!held) return;
    const again = (held.id && document.getElementById(held.id)) || all(next, reach)[place] || next;
    if (again === next) next.tabIndex = -1;
    again.focus({ preventScroll: true });
  }

  async function send(form, button) {
    const body = new FormData(form);
    if (button && button.name) body.append(button.name, button.value);
    const answer = await post(form.action, body);
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return location.assign(answer.url);
    const fresh = await page(answer);
    const [part, next] = [document, fresh].map((tree) => tree.querySelector(form.dataset.swap));
    if (!part || !next) throw Error();
    const news = fresh.getElementById("news");
    replace(part, next);
    if (news) move(document.getElementById("news"), news);
  }

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!form.dataset.swap || form.dataset.plain) return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    send(form, submitter).catch(() => {
      form.dataset.plain = "yes";
      if (submitter) submitter.click();
      else form.submit();
    }).finally(() => { form.ariaBusy = "false"; });
  });

  // (b) What is typed. form[data-autosave="URL"]: kept by the server; on this device only while the line is cut.
  // form[data-keep="who:what"]: on this device until it is accepted. Nothing stays after a sign-out, or for two weeks.
  const TYPED = "typed:", LONG = 12096e5;
  const box = (act, key, value) => {
    try { return localStorage[act](key, value); } catch { return null; }
  };
  const typed = (form) => [...form.elements].filter(
    ({ name, type }) => name && !["hidden", "password", "file", "submit"].includes(type));
  const side = ({ type }) => (["checkbox", "radio"].includes(type) ? "checked" : "value");
  const slot = (field) => (side(field) === "checked" ? `${field.name}=${field.value}` : field.name);
  const copyOf = (form) => JSON.stringify(
    Object.fromEntries(typed(form).map((field) => [slot(field), field[side(field)]])));

  function fill(form, copy) {
    const kept = JSON.parse(copy);
    typed(form).forEach((field) => { if (slot(field) in kept) field[side(field)] = kept[slot(field)]; });
  }

  const pathOf = (form) => new URL(form.getAttribute("action") || "", location).pathname;
  const drop = (key) => box("removeItem", key);
  const keys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(TYPED)); } catch { return []; } };
  const found = (key) => { try { return JSON.parse(box("getItem", key)); } catch { return null; } };
  const store = (key, kept) => box("setItem", key, JSON.stringify({ at: Date.now(), ...kept }));

  // Put back at once where the page is as it was when this was typed; else offered: it may say something newer.
  function offer(form, key, save) {
    const kept = found(key), first = copyOf(form);
    const model = form.querySelector("template");
    if (!kept || !model || kept.copy === first) return drop(key);
    const shown = model.content.firstElementChild.cloneNode(true);
    const put = kept.first === first;
    if (put) fill(form, kept.copy), shown.querySelector("[data-autosave-take]").remove();
    form.prepend(shown);
    shown.addEventListener("click", ({ target }) => {
      if (!target.matches("button")) return;
      drop(key);
      if (target.matches("[data-autosave-take]")) fill(form, kept.copy), save();
      else if (put) fill(form, first);
      shown.remove();
      typed(form)[0].focus();
    });
  }

  function hold(form) {
    const key = `${TYPED}${pathOf(form)}:${form.dataset.keep}`, first = copyOf(form);
    const save = () => {
      const copy = copyOf(form);
      if (copy === first) drop(key);
      else store(key, { first, copy });
    };
    form.addEventListener("input", save);
    offer(form, key, save);
  }

  document.addEventListener("submit", ({ target }) => {
    const path = pathOf(target);
    for (const key of keys()) {
      if (path === `${root}/deconnexion`) drop(key);  // the next person at this computer
      else if (key.startsWith(`${TYPED}${path}:`)) store(key, { ...found(key), sent: location.pathname });
    }
  });

  function sweep() {
    const from = document.referrer && new URL(document.referrer).pathname;
    const accepted = document.querySelector("#news .good");
    for (const key of keys()) {
      const kept = found(key);
      if (!kept || Date.now() - kept.at > LONG || (accepted && kept.sent && kept.sent === from)) drop(key);
    }
  }

  function keep(form) {
    const url = form.dataset.autosave, { key: own, track, saved, version } = form.elements;
    const key = `${TYPED}draft:${own ? own.value : url}`, mark = saved || version;
    const status = form.querySelector("[data-autosave-status]") || { dataset: {} };
    let timer, dirty = false, sent = false, queue = Promise.resolve();

    async function put(leaving) {
      try {
        const answer = await post(url, new FormData(form), leaving);
        if (answer.redirected) throw Error();
        const kept = await answer.json();
        status.textContent = kept.saved_at_text;
        if (!answer.ok) return here();  // another tab wrote meanwhile: sending will ask which text stays
        mark.value = kept.version;
        drop(key);
      } catch {
        dirty = true;
        here();
        status.textContent = status.dataset.cut;
      }
    }
    const here = () => store(key, { copy: copyOf(form), lost: own && mark.value === "0" && track.value });
    // One at a time: each save carries the version that the one before it was given.
    function save(leaving) {
      clearTimeout(timer);
      if (!dirty || sent) return;
      dirty = false;
      queue = leaving ? put(true) : queue.then(() => put(false));
    }
    const later = () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, 1500); };
    form.addEventListener("input", later);
    form.addEventListener("submit", () => {
      sent = navigator.onLine;
      clearTimeout(timer);
      if (sent) drop(key);
    });
    document.addEventListener("visibilitychange", () => document.hidden && save(true));
    addEventListener("pagehide", () => save(true));
    addEventListener("pageshow", () => { sent = false; });
    addEventListener("online", () => save());
    // One that never reached the server has no page of its own: a new form of its kind takes it.
    const lost = own && mark.value === "0" && keys().find((each) => found(each)?.lost === track.value);
    offer(form, lost || key, later);
  }

  // (c) input[data-similar="URL"]: what others already said, while a title is typed.
  function alike(field) {
    const { similar, similarTarget } = field.dataset;
    let timer, last = "";
    async function look() {
      const words = field.value.trim();
      if (words.length < 4 || words === last) return;
      last = words;
      const url = new URL(similar, location);
      url.searchParams.set(field.name, words);
      try {
        const fresh = await page(await fetch(url));
        if (words === last) move(document.querySelector(similarTarget), fresh.querySelector(similarTarget));
      } catch { last = ""; }
    }
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 500); });
  }

  // (d) textarea[data-rich="URL"]: what a word processor copied, as Markdown; its plain text when the line is cut.
  const shaped = /<(b|strong|i|em|a|h[1-6]|li|td)[\s>]|mso-list|font-weight:\s*[b6-9]/i;
  const bare = (html) => html.replace(/^[^]*<!--StartFragment-->|<!--EndFragment-->[^]*$/g, "")
    .replace(/(["'])data:[^"']*\1/g, '""');

  async function paste(field, html, plain) {
    const token = field.form.elements.csrf_token;
    field.ariaBusy = "true";
    let text = plain;
    try {
      const answer = await fetch(field.dataset.rich, {
        method: "POST", body: bare(html), signal: AbortSignal.timeout(5000),
        headers: { "Content-Type": "text/html", "X-CSRFToken": token.value } });
      if (answer.ok && !answer.redirected) text = await answer.text();
    } catch { /* the plain text, then */ }
    field.ariaBusy = "false";
    field.focus();
    if (document.execCommand("insertText", false, text)) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("paste", (event) => {
    const { target: field, clipboardData: board } = event;
    if (!field.dataset || !field.dataset.rich || event.defaultPrevented) return;
    const html = board.getData("text/html");
    if (!shaped.test(html)) return;
    event.preventDefault();
    paste(field, html, board.getData("text/plain"));
  });

  // (e) A slow button pressed again: the server counts its form once; here the second press is spared for a while.
  document.addEventListener("submit", (event) => {
    const { target: form } = event;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.gone) event.preventDefault();
    form.dataset.gone = "yes";
    setTimeout(() => delete form.dataset.gone, 4000);
  });

  function watch(root) {
    all(root, "form[data-autosave]").forEach(keep);
    all(root, "form[data-keep]").forEach(hold);
    all(root, "input[data-similar]").forEach(alike);
  }
  sweep();
  watch(document);
  window.cordee = { box, copyOf, fill, keep, post, page, root };
})();
