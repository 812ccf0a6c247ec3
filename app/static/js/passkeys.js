// Passkeys. [data-passkey=create|get] holds a form: when it is sent, the browser is first asked to make a passkey, or to
// sign with one; what it answers goes along in the field "answer". Without this, the server says what is needed.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const named = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

  async function create(asked) {
    const publicKey = { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: named(asked.excludeCredentials) };
    const made = await navigator.credentials.create({ publicKey });
    const { clientDataJSON, attestationObject } = made.response;
    const transports = made.response.getTransports ? made.response.getTransports() : [];
    return [made, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject), transports }];
  }

  async function get(asked) {
    const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
    const used = await navigator.credentials.get({ publicKey });
    const { clientDataJSON, authenticatorData, signature } = used.response;
    return [used, { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData),
      signature: text(signature) }];
  }

  async function options(part, form) {
    const body = new URLSearchParams({ act: part.dataset.passkey, csrf_token: form.elements.csrf_token.value });
    const answer = await fetch(part.dataset.options, { method: "POST", body });
    if (!answer.ok || answer.redirected) throw Error();
    return answer.json();
  }

  // What a browser says when it gives nothing (W3C, § 5.1.3 and § 5.1.4), as the page says it.
  const REASONS = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "there", SecurityError: "elsewhere" };

  function watch(part) {
    const form = part.querySelector("form"), said = part.querySelector("[data-said]"), { answer } = form.elements;
    const say = (which, kind) => {
      said.className = kind;
      said.textContent = part.dataset[which];
    };
    let busy = false;
    if (window.PublicKeyCredential) said.textContent = "";
    else say("none", "error");
    form.addEventListener("submit", async (event) => {
      if (answer.value) return;
      event.preventDefault();
      if (busy || !window.PublicKeyCredential || (form.elements.name && !form.reportValidity())) return;
      busy = true;
      say("waiting", "help");
      try {
        const [{ id, type }, response] = await (part.dataset.passkey === "create" ? create : get)(await options(part, form));
        answer.value = JSON.stringify({ id, rawId: id, type, response });
        form.requestSubmit();
      } catch ({ name }) {
        say(REASONS[name] || "failed", "error");
      }
      busy = false;
    });
    addEventListener("pageshow", () => { answer.value = ""; });  // a page that comes back asks anew
  }

  document.querySelectorAll("[data-passkey]").forEach(watch);
})();
