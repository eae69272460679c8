// Of a new plan only what it needs is asked for.
const form = document.querySelector("[data-plan]");
const kind = form.querySelector("[name=kind]");

function fit() {
  for (const part of form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== kind.value;
}

kind.addEventListener("change", fit);
fit();
