import { attach } from "./attach.js";

/* `data-opens="id"` opens a dialog; it closes by Escape, by its cross, by a press beside it. */
attach("[data-opens]", (opener) => {
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
});

attach("[data-dialog]", (dialog) => {
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-closes]")) dialog.close();
  });
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target !== dialog) return;
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right &&
      event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) dialog.close();
  });
  if ("openNow" in dialog.dataset || dialog.querySelector("[aria-invalid=true]")) dialog.showModal();
});

// The server closes a dialog by the header HX-Trigger: {"closeDialog": {"id": …}}.
document.addEventListener("closeDialog", (event) => document.getElementById(event.detail.id)?.close());
