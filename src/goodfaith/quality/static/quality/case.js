// The page of one case: keys move between findings and open what can be concluded.
import { isTyping } from "/static/platform/js/attach.js";

export const page = document.querySelector("[data-case]");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
export const groups = () => [...page.querySelectorAll("[data-group]")];
export const current = () => page.querySelector("[data-group][aria-current]");

export function choose(group, { focus = true } = {}) {
  if (!group) return;
  for (const other of groups()) other.removeAttribute("aria-current");
  group.setAttribute("aria-current", "true");
  if (!focus) return;
  group.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  group.focus({ preventScroll: true });
}

function step(by) {
  const all = groups();
  const now = all.indexOf(current());
  const isEntered = all[now]?.contains(document.activeElement);
  choose(all[Math.min(all.length - 1, Math.max(0, isEntered ? now + by : Math.max(now, 0)))]);
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
  if (event.target.method === "dialog" || event.defaultPrevented) return;
  for (const button of event.target.querySelectorAll("[type=submit]")) button.disabled = true;
});
