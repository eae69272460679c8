import { attach } from "/static/platform/js/attach.js";

/* A text with line numbers: Tab sets in, Ctrl+S saves, nothing unsaved is left by accident. */
attach("[data-editor]", (editor) => {
  const text = editor.querySelector("textarea");
  const gutter = editor.querySelector(".gutter");
  const form = text.form;
  const told = form.querySelector("[data-state]");
  const began = "dirty" in editor.dataset ? null : text.value;
  let isLeaving = false;

  const wrong = () =>
    new Set([...document.querySelectorAll("#problems [data-line]")].map((each) => Number(each.dataset.line)));
  const number = () => {
    const lines = text.value.split("\n").length;
    const marked = wrong();
    const parts = [];
    for (let line = 1; line <= lines; line += 1) {
      if (marked.has(line)) {
        const mark = document.createElement("span");
        mark.className = "wrong-line";
        mark.textContent = String(line);
        parts.push(mark);
      } else {
        parts.push(`${line}\n`);
      }
    }
    gutter.replaceChildren(...parts);
    gutter.scrollTop = text.scrollTop;
  };
  const isDirty = () => text.value !== began;
  const tell = () => {
    told.hidden = !isDirty();
  };

  text.addEventListener("scroll", () => (gutter.scrollTop = text.scrollTop));
  text.addEventListener("input", () => {
    number();
    tell();
  });
  let mayLeave = false; // Escape, then Tab: the keyboard is not caught here
  text.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      mayLeave = true;
    } else if (event.key === "Tab" && !mayLeave && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      setIn(text, event.shiftKey ? -1 : 1);
    } else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
      const blank = /^[ ]*/.exec(text.value.slice(start, text.selectionStart))[0];
      if (blank) {
        event.preventDefault();
        put(text, `\n${blank}`);
      }
    } else if (event.key !== "Shift") {
      mayLeave = false;
    }
  });
  text.addEventListener("blur", () => (mayLeave = false));

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
    sessionStorage.setItem(`caret:${location.pathname}`, JSON.stringify([text.selectionStart, text.scrollTop]));
  });
  addEventListener("beforeunload", (event) => {
    if (isDirty() && !isLeaving) event.preventDefault();
  });
  addEventListener("pageshow", () => (isLeaving = false));

  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-line]");
    if (place) goTo(text, Number(place.dataset.line));
  });
  document.addEventListener("htmx:afterSwap", number);

  const kept = sessionStorage.getItem(`caret:${location.pathname}`);
  if (kept) {
    sessionStorage.removeItem(`caret:${location.pathname}`);
    const [at, top] = JSON.parse(kept);
    text.focus({ preventScroll: true });
    text.setSelectionRange(at, at);
    text.scrollTop = top;
  }
  number();
  tell();
});

/** Type words as a person would, so that the browser can undo them. */
function put(text, words) {
  if (!document.execCommand("insertText", false, words)) {
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Two blanks more, or less, before the line of the caret or all lines that are chosen. */
function setIn(text, by) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  if (from === to && by > 0) {
    put(text, "  ");
    return;
  }
  const start = value.lastIndexOf("\n", from - 1) + 1;
  const lines = value.slice(start, to).split("\n");
  const moved = lines.map((line) => (by > 0 ? `  ${line}` : line.replace(/^ {1,2}/, "")));
  text.setSelectionRange(start, to);
  put(text, moved.join("\n"));
  text.setSelectionRange(start, start + moved.join("\n").length);
}

function goTo(text, line) {
  const lines = text.value.split("\n");
  const at = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  text.focus();
  text.setSelectionRange(at, at + (lines[line - 1] ?? "").length);
  text.scrollTop = Math.max(0, (line - 6) * 20);
}
