import { attach } from "./attach.js";

const EDGE = 8;

/* Menus float where their button is; arrows walk through them. */
attach("[data-menu]", (menu) => {
  const button = document.querySelector(`[popovertarget="${menu.id}"]`);
  if (!button) return;
  const items = () => [...menu.querySelectorAll(".item, input, select")];

  menu.addEventListener("toggle", (event) => {
    const isOpen = event.newState === "open";
    button.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    place(menu, button.getBoundingClientRect());
    items()[0]?.focus({ preventScroll: true });
  });
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.matches("select, textarea")) return;
    event.preventDefault();
    const all = items();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
  });
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    menu.showPopover();
  });
  addEventListener("resize", () => menu.matches(":popover-open") && menu.hidePopover());
});

function place(menu, at) {
  const { width, height } = menu.getBoundingClientRect();
  const left = at.left + width > innerWidth - EDGE ? at.right - width : at.left;
  const below = at.bottom + 4;
  const top = below + height > innerHeight - EDGE ? at.top - 4 - height : below;
  menu.style.left = `${Math.max(EDGE, left)}px`;
  menu.style.top = `${Math.max(EDGE, top)}px`;
}
