import { attach, isTyping } from "./attach.js";

/* Tables whose rows lead somewhere: a click anywhere, J and K, Enter; boxes that pick rows. */
attach("[data-rows]", (table) => {
  const rows = () => [...table.querySelectorAll("tbody tr[data-href]")];
  const current = () => table.querySelector("tbody tr[data-current]");

  const go = (row) => {
    current()?.removeAttribute("data-current");
    if (!row) return;
    row.dataset.current = "";
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  table.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, select") || String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) open(row.dataset.href);
    else location.assign(row.dataset.href);
  });
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || !rows().length) return;
    const step = { j: 1, k: -1 }[event.key];
    const all = rows();
    const at = all.indexOf(current());
    if (step) {
      event.preventDefault();
      go(all[Math.min(all.length - 1, Math.max(0, at + step))]);
    } else if (event.key === "Enter" && document.activeElement === current() && at >= 0) {
      location.assign(current().dataset.href);
    } else if (event.key === "x" && at >= 0) {
      all[at].querySelector(".pick input")?.click();
    }
  });
});

attach("[data-picks]", (form) => {
  const every = form.querySelector("[data-pick-every]");
  const boxes = () => [...form.querySelectorAll(".pick input[name]")];
  const told = form.querySelector("[data-picked]");
  const tell = () => {
    const count = boxes().filter((box) => box.checked).length;
    if (told) told.hidden = count === 0;
    form.querySelectorAll("[data-picked-count]").forEach((place) => (place.textContent = count));
    if (!every) return;
    every.checked = count > 0 && count === boxes().length;
    every.indeterminate = count > 0 && !every.checked;
  };
  every?.addEventListener("change", () => {
    boxes().forEach((box) => (box.checked = every.checked));
    tell();
  });
  form.addEventListener("change", tell);
  tell();
});
