import { attach } from "./attach.js";

/* A form that was refused begins at what is wrong; one that is sent is not sent twice. */
attach("[data-focus]", (notice) => {
  const wrong = document.querySelector("[aria-invalid=true]");
  wrong?.focus();
});

const LONG_MS = 8000; // an answer that did not leave the page, a file for one, is not waited for

attach("form[method=post]:not([hx-post])", (form) => {
  const waits = () => form.querySelectorAll("[aria-busy]");
  const again = () => {
    delete form.dataset.sent;
    for (const button of waits()) button.removeAttribute("aria-busy");
  };
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    const pressed = event.submitter ?? form.querySelector("button[type=submit]");
    pressed?.setAttribute("aria-busy", "true");
    setTimeout(again, LONG_MS);
  });
  addEventListener("pageshow", again);
});

// What was chosen is told by its name: the browser's own words are in the browser's language.
attach("[data-file]", (place) => {
  const [input, told] = [place.querySelector("input"), place.querySelector("output")];
  input.addEventListener("change", () => {
    told.textContent = [...input.files].map((file) => file.name).join(", ") || told.dataset.none;
  });
  told.dataset.none = told.textContent;
});

// A choice that sends its form at once; there is a button for who has no script.
attach("[data-sends]", (control) => {
  control.addEventListener("change", () => control.form.requestSubmit());
});
