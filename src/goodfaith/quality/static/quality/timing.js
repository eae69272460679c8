// How long somebody had a case in sight, and listened: told as the page is left, and now and then.

const EVERY_MS = 60000;

const place = document.querySelector("[data-times]");
if (place) begin(place.dataset.times);

function begin(address) {
  let [seen, heard] = [0, 0];
  let since = null;
  let playing = 0;

  const mark = () => {
    const now = performance.now();
    if (since !== null) {
      seen += now - since;
      if (playing) heard += now - since;
    }
    since = !document.hidden || playing ? now : null;
  };

  const tell = () => {
    mark();
    const seconds = Math.round(seen / 1000);
    if (seconds < 1) return;
    const form = new FormData();
    form.set("seconds", String(seconds));
    form.set("listened", String(Math.min(seconds, Math.round(heard / 1000))));
    form.set("csrfmiddlewaretoken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
    if (navigator.sendBeacon(address, form)) [seen, heard] = [0, 0];
  };

  const plays = new Set();
  const listen = (event, is) => {
    if (event.target.tagName !== "AUDIO") return;
    mark();
    if (is) plays.add(event.target);
    else plays.delete(event.target);
    playing = plays.size;
    mark();
  };
  document.addEventListener("playing", (event) => listen(event, true), true);
  for (const name of ["pause", "ended", "waiting", "error"]) {
    document.addEventListener(name, (event) => listen(event, false), true);
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? tell() : mark()));
  addEventListener("pagehide", tell);
  setInterval(tell, EVERY_MS);
  mark();
}
