import { attach } from "./attach.js";

const STAYS_MS = 6000;

/** Say what was done; errors stay until they are closed. `kind` is success, warning or error. */
export function say(text, kind = "success") {
  const toast = document.createElement("div");
  toast.className = `toast ${kind}`;
  toast.dataset.toast = "";
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button quiet small";
  close.dataset.closesToast = "";
  close.textContent = document.body.dataset.close;
  toast.append(words, close);
  document.getElementById("toasts").append(toast);
  begin(toast);
}

function begin(toast) {
  toast.querySelector("[data-closes-toast]").addEventListener("click", () => toast.remove());
  if (toast.classList.contains("error")) return;
  let timer = setTimeout(() => toast.remove(), STAYS_MS);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => (timer = setTimeout(() => toast.remove(), STAYS_MS)));
}

attach(".toasts > [data-toast]", begin);

// The server says it by the header HX-Trigger: {"toast": {"text": …, "kind": …}}.
document.addEventListener("toast", (event) => say(event.detail.text, event.detail.kind));
document.addEventListener("htmx:responseError", () => say(document.body.dataset.failed, "error"));
document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline, "error"));
