// The queue: Enter takes what is chosen and opens it, S takes the next ones, G the very next.
import { isTyping } from "/static/platform/js/attach.js";

document.addEventListener(
  "keydown",
  (event) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (event.key === "Enter" && document.activeElement?.matches("tr[data-href]")) {
      const take = document.activeElement.querySelector("[data-take]");
      if (!take) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // the row itself would only open it
      take.click();
    } else if (!event.shiftKey && /^[gs]$/.test(key)) {
      const button = document.querySelector(`[data-press="${key}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    }
  },
  true,
);
