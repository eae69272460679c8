// Appeals and corrective actions: a digit opens what it stands beside; one press is one act.
import { isTyping } from "/static/platform/js/attach.js";

document.addEventListener("keydown", (event) => {
  if (isTyping(event) || event.shiftKey || !/^[1-9]$/.test(event.key)) return;
  const button = document.querySelector(`[data-outcome] [data-key="${event.key}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "get") return;
  for (const button of event.target.querySelectorAll("[type=submit]")) button.disabled = true;
});
