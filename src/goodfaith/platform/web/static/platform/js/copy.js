import { attach } from "./attach.js";
import { say } from "./toasts.js";

attach("[data-copy]", (button) => {
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(button.dataset.done);
    } catch {
      const text = document.createRange();
      text.selectNodeContents(button.previousSibling ?? button);
      getSelection().removeAllRanges();
      getSelection().addRange(text); // without a clipboard it can still be copied by hand
    }
  });
});
