import { attach, isTyping } from "./attach.js";

/* The search box: "/" goes there, arrows choose, Enter opens, Escape leaves. */
attach("[data-finder]", (finder) => {
  const input = finder.querySelector("input");
  const found = finder.querySelector("[role=listbox]");
  const options = () => [...found.querySelectorAll("a[role=option]")];
  const chosen = () => found.querySelector("a[aria-selected=true]");

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    found.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    choose(null);
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || isTyping(event)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options().length) {
      event.preventDefault();
      const all = options();
      const at = all.indexOf(chosen());
      choose(all[(at < 0 && step < 0 ? 0 : at + step + all.length) % all.length]);
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      location.assign(chosen().href);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
      input.value = "";
      input.blur();
    }
  });
  found.addEventListener("htmx:afterSwap", () => {
    choose(null);
    input.setAttribute("aria-expanded", String(found.childElementCount > 0));
  });
  finder.addEventListener("focusout", (event) => {
    if (!finder.contains(event.relatedTarget)) setTimeout(close, 120);
  });
});
