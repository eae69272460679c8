// Choosing words of a conversation: ticking whole turns, with Shift everything between two.

const NEVER = "\u0000";

// Each chosen place once, as the server takes it.
export function chosen(form) {
  const found = new Map();
  for (const box of form.querySelectorAll("[data-conversation]:checked")) {
    const { conversation, place, start, end } = box.dataset;
    const quotation = { conversation, utterance: Number(place), start: Number(start ?? 0), end: Number(end) };
    found.set(Object.values(quotation).join(NEVER), quotation);
  }
  return [...found.values()];
}

export function reset(choosing) {
  choosing.querySelector("[data-talk]").value = "";
  choosing.querySelector("[data-words]").replaceChildren();
  reveal(choosing, false);
}

function reveal(choosing, is) {
  for (const part of choosing.querySelectorAll("[data-words], [data-narrow]")) part.hidden = !is;
}

export function begin(choosing) {
  const words = choosing.querySelector("[data-words]");
  const find = choosing.querySelector("[data-find]");
  let last = null;

  choosing.querySelector("[data-talk]").addEventListener("change", async (event) => {
    const kept = [...words.querySelectorAll("li:has(:checked)")];
    const wanted = event.target.value;
    if (!wanted) return;
    const answer = await fetch(`${choosing.dataset.choosingWords}?conversation=${encodeURIComponent(wanted)}`);
    if (!answer.ok || event.target.value !== wanted) return;
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    words.replaceChildren(...read.body.childNodes);
    if (kept.length) keepAbove(words, kept);
    reveal(choosing, true);
    find.value = "";
    last = null;
  });

  find.addEventListener("input", () => {
    const sought = find.value.trim().toLowerCase();
    for (const turn of words.querySelectorAll("li")) {
      turn.hidden = sought !== "" && !turn.textContent.toLowerCase().includes(sought);
    }
  });

  words.addEventListener("click", (event) => {
    const box = event.target.closest("input[data-place]");
    if (!box) return;
    const all = [...words.querySelectorAll("li:not([hidden]) input[data-place]:not(:disabled)")];
    if (event.shiftKey && last) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const one of all.slice(Math.max(from, 0), to + 1)) one.checked = box.checked;
    }
    last = box;
  });

  words.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...words.querySelectorAll("li:not([hidden]) input[data-place]:not(:disabled)")];
    const next = all[all.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    if (event.shiftKey) next.checked = true;
    next.focus();
    next.closest("li").scrollIntoView({ block: "nearest" });
  });
}

// What was ticked in another conversation stays ticked, above.
function keepAbove(words, kept) {
  const list = document.createElement("ol");
  list.className = "words-to-choose kept";
  list.lang = "zh-CN";
  const here = new Set([...words.querySelectorAll("input")].map((box) => box.dataset.conversation));
  const others = kept.filter((turn) => !here.has(turn.querySelector("input").dataset.conversation));
  if (!others.length) return;
  list.append(...others);
  words.prepend(list);
}
