// The page of one conversation: findings, strip and transcript point at each other; keys move.

const page = document.querySelector("[data-conversation]");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const turnAt = (index) => document.getElementById(`u${index}`);
const cards = () => [...page.querySelectorAll("[data-card]")];

function show(turn, { focus = false } = {}) {
  if (!turn) return;
  page.querySelectorAll(".turn.shown").forEach((one) => one.classList.remove("shown"));
  turn.classList.add("shown");
  turn.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  if (focus) turn.focus({ preventScroll: true });
}

function light(finding) {
  for (const mark of page.querySelectorAll("mark[data-finding]")) {
    mark.classList.toggle("lit", finding !== "" && mark.dataset.finding.split(" ").includes(finding));
  }
  for (const flag of page.querySelectorAll(".flag")) {
    if (finding && flag.dataset.finding === finding) flag.setAttribute("aria-current", "true");
    else flag.removeAttribute("aria-current");
  }
}

function choose(card, { jump = true, focus = true } = {}) {
  if (!card) return;
  for (const other of cards()) other.removeAttribute("aria-current");
  card.setAttribute("aria-current", "true");
  light(card.id);
  if (jump && card.dataset.goes) show(turnAt(card.dataset.goes));
  const box = card.closest("[data-findings]");
  if (box && getComputedStyle(box).overflowY !== "visible") {
    const away = card.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTo({ top: box.scrollTop + away - 12, behavior: calm.matches ? "auto" : "smooth" });
  }
  if (focus) card.focus({ preventScroll: true });
}

function step(by) {
  const all = cards();
  const now = all.findIndex((card) => card.hasAttribute("aria-current"));
  choose(all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + by))]);
}

page.addEventListener("click", (event) => {
  const private_ = event.target.closest("[data-opens=unmask]");
  if (private_) {
    page.querySelector("[data-unmask-value]").value = private_.dataset.value ?? "";
    page.querySelector("[data-unmask-turn]").value = private_.closest(".turn")?.id.slice(1) ?? "";
  }
  if (event.target.closest("[data-relinks]")) htmx.trigger(document.body, "relink");
  if (event.target.closest("[data-cancels]")) {
    event.preventDefault();
    location.reload();
    return;
  }
  const goes = event.target.closest("a[data-goes]");
  if (goes) {
    event.preventDefault();
    show(turnAt(goes.dataset.goes), { focus: !goes.closest(".findings") });
    const card = goes.dataset.finding && document.getElementById(goes.dataset.finding);
    if (card) choose(card, { jump: false, focus: false });
    history.replaceState(null, "", `#u${goes.dataset.goes}`);
    return;
  }
  const bar = event.target.closest("rect[data-turn]");
  if (bar) {
    show(turnAt(bar.dataset.turn));
    return;
  }
  const mark = event.target.closest("mark[data-finding]");
  if (mark) {
    choose(document.getElementById(mark.dataset.finding.split(" ")[0]), { jump: false, focus: false });
    return;
  }
  const card = event.target.closest("[data-card]");
  if (card && !event.target.closest("a, button, summary, input, textarea, select")) {
    choose(card, { focus: false });
  }
});

const strip = page.querySelector("[data-strip] > svg");
strip?.addEventListener("click", (event) => {
  if (event.target.closest("a, rect[data-turn]")) return;
  const box = strip.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * 100;
  const bars = [...strip.querySelectorAll("rect[data-turn]")];
  const near = bars.reduce((best, bar) => {
    const away = Math.abs(parseFloat(bar.getAttribute("x")) - x);
    return !best || away < best.away ? { bar, away } : best;
  }, null);
  if (near) show(turnAt(near.bar.dataset.turn));
});

const typing = (target) =>
  target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    step(event.key === "j" ? 1 : -1);
  }
});

if (location.hash.startsWith("#f-")) choose(document.getElementById(location.hash.slice(1)));

export { page, show };
