// What is in hand stays there while its page is in sight; the next one is asked for beforehand.
import { isTyping } from "/static/platform/js/attach.js";
import { say } from "/static/platform/js/toasts.js";

const hand = document.querySelector("[data-hand]");

document.addEventListener("keydown", (event) => {
  if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (document.querySelector("dialog[open]")) return;
  const press = /^[gh]$/.test(event.key) && hand.querySelector(`[data-press="${event.key}"]`);
  if (press) {
    event.preventDefault();
    press.click();
  }
});

const SHORTEST_MS = 15000;
const every = Number(hand.dataset.every) * 1000;
let beaten = Date.now();
let timer = null;

async function beat() {
  if (document.hidden || Date.now() - beaten < SHORTEST_MS) return;
  beaten = Date.now();
  try {
    const answer = await fetch(hand.dataset.beat, {
      method: "POST",
      body: new FormData(hand),
      credentials: "same-origin",
    });
    if (answer.status !== 409) return;
    clearInterval(timer);
    say(hand.dataset.lost, "warning");
  } catch {
    beaten = 0; // no connection: again as soon as there is a reason to
  }
}

if (hand.dataset.beat) {
  timer = setInterval(beat, every);
  document.addEventListener("visibilitychange", beat);
  addEventListener("online", beat);
}

// Pages are never stored by the browser; asked for once, the server has the next one ready:
// its words covered, its rulebook read.
if (hand.dataset.next) {
  const ahead = () => fetch(hand.dataset.next, { priority: "low", credentials: "same-origin" });
  addEventListener("load", () => setTimeout(() => ahead().catch(() => {}), 1500));
}
