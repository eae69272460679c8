/** Attach behaviour to what a selector finds: now, and in whatever htmx brings later. */
export function attach(selector, start) {
  const begin = (root) => {
    const found = root.matches?.(selector) ? [root] : [];
    for (const element of [...found, ...root.querySelectorAll(selector)]) {
      const begun = (element.begun ??= new Set());
      if (begun.has(selector)) continue;
      begun.add(selector);
      start(element);
    }
  };
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt));
}

/** Whether a key pressed there belongs to what is being typed, or to a dialog above the page. */
export function isTyping(event) {
  const place = event.target;
  return (
    event.ctrlKey || event.metaKey || event.altKey || event.isComposing ||
    place.closest?.("input, textarea, select, [contenteditable], dialog, [popover]") !== null
  );
}
