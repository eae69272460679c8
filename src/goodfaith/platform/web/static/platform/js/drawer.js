import { attach } from "./attach.js";

/* The navigation of a phone: slides in, keeps the focus, goes by Escape, scrim or choice. */
attach("[data-drawer]", (drawer) => {
  const opener = document.querySelector("[data-drawer-opens]");
  const rest = () => document.querySelectorAll(".top, main, .skip");
  const scrim = document.createElement("div");
  scrim.className = "scrim";

  const open = () => {
    drawer.dataset.open = "";
    opener.setAttribute("aria-expanded", "true");
    rest().forEach((part) => (part.inert = true));
    drawer.after(scrim);
    (drawer.querySelector("[aria-current]") ?? drawer.querySelector("a, button")).focus();
  };
  const close = () => {
    if (!("open" in drawer.dataset)) return;
    delete drawer.dataset.open;
    opener.setAttribute("aria-expanded", "false");
    rest().forEach((part) => (part.inert = false));
    scrim.remove();
    opener.focus();
  };

  opener?.addEventListener("click", open);
  scrim.addEventListener("click", close);
  drawer.querySelector("[data-drawer-closes]").addEventListener("click", close);
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  matchMedia("(min-width: 901px)").addEventListener("change", close);
});
