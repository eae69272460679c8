import { attach } from "./attach.js";

/* A form that was refused begins at what is wrong; one that is sent is not sent twice. */
attach("[data-focus]", (notice) => {
  const wrong = document.querySelector("[aria-invalid=true]");
  wrong?.focus();
});

attach("form[method=post]:not([hx-post])", (form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
});

// A choice that sends its form at once; there is a button for who has no script.
attach("[data-sends]", (control) => {
  control.addEventListener("change", () => control.form.requestSubmit());
});
