// The page of one case: keys move between findings and open what can be concluded; time is told.
import { isTyping } from "/static/platform/js/attach.js";

const page = document.querySelector("[data-case]");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const groups = () => [...page.querySelectorAll("[data-group]")];

function choose(group) {
  if (!group) return;
  for (const other of groups()) other.removeAttribute("aria-current");
  group.setAttribute("aria-current", "true");
  group.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  group.focus({ preventScroll: true });
}

function step(by) {
  const all = groups();
  const now = all.findIndex((group) => group.hasAttribute("aria-current"));
  choose(all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + by))]);
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event) || event.shiftKey) return;
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    step(event.key === "j" ? 1 : -1);
  } else if (event.key === "Enter" && event.target.matches?.("[data-group][data-first]")) {
    location.assign(event.target.dataset.first);
  } else if (/^[1-5]$/.test(event.key)) {
    const button = page.querySelector(`[data-key="${event.key}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  }
});

page.addEventListener("click", (event) => {
  const group = event.target.closest("[data-group]");
  if (group && !event.target.closest("a, button, summary")) choose(group);
});

// One press is one conclusion, however often the key bounces.
page.addEventListener("submit", (event) => {
  for (const button of event.target.querySelectorAll("[type=submit]")) button.disabled = true;
});

const times = page.dataset.times;
if (times) {
  let seen = 0;
  let since = document.hidden ? null : performance.now();
  const stop = () => {
    if (since !== null) seen += performance.now() - since;
    since = null;
    const seconds = Math.round(seen / 1000);
    if (seconds < 1) return;
    const form = new FormData(page.querySelector("[data-time]"));
    form.set("seconds", String(seconds));
    if (navigator.sendBeacon(times, form)) seen = 0;
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stop();
    else since ??= performance.now();
  });
  addEventListener("pagehide", stop);
}
