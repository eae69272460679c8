// Plays a recording in step with its transcript: the turn that is heard is marked, a click on a
// turn's time plays from there. Space plays and pauses, left and right go five seconds.

const STEP_SECONDS = 5;
const FOLLOW_AFTER = 4000; // a reader who scrolls is left alone for so many milliseconds

const player = document.querySelector("[data-player]");
const page = document.querySelector("[data-conversation]");

if (player && page) begin();

function begin() {
  const audio = player.querySelector("audio");
  const button = player.querySelector("[data-play]");
  const wave = player.querySelector("[data-wave]");
  const now = player.querySelector("[data-now]");
  const bars = [...wave.querySelectorAll("rect.ahead")];
  const needle = page.querySelector("[data-needle]");
  const turns = [...page.querySelectorAll(".turn[data-at]")].map((element) => ({
    element,
    at: Number(element.dataset.at),
  }));
  let scrolledAt = 0;
  let current = null;
  page.setAttribute("data-plays", "");

  const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(wave.dataset.seconds));
  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds));
    const rest = `${Math.floor(whole / 60) % 60}:${String(whole % 60).padStart(2, "0")}`;
    return whole >= 3600 ? `${Math.floor(whole / 3600)}:${rest.padStart(5, "0")}` : rest;
  };

  function seek(seconds) {
    audio.currentTime = Math.min(Math.max(0, seconds), length() || 0);
    draw();
  }

  function toggle() {
    if (audio.paused) audio.play().catch(broken);
    else audio.pause();
  }

  function broken() {
    button.disabled = true;
    now.textContent = player.dataset.broken;
  }

  function heard() {
    let low = 0;
    let high = turns.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (turns[middle].at <= audio.currentTime + 0.05) low = middle + 1;
      else high = middle;
    }
    return low ? turns[low - 1].element : null;
  }

  function draw() {
    const share = length() ? audio.currentTime / length() : 0;
    const played = share * bars.length;
    bars.forEach((bar, place) => bar.setAttribute("class", place < played ? "played" : "ahead"));
    now.textContent = clock(audio.currentTime);
    wave.setAttribute("aria-valuenow", audio.currentTime.toFixed(0));
    wave.setAttribute("aria-valuetext", clock(audio.currentTime));
    if (needle) {
      const whole = Number(page.querySelector("[data-strip]").dataset.seconds) || length();
      const x = `${Math.min(100, (100 * audio.currentTime) / whole)}%`;
      needle.setAttribute("x1", x);
      needle.setAttribute("x2", x);
      needle.setAttribute("visibility", "visible");
    }
    const turn = heard();
    if (turn === current) return;
    current?.classList.remove("now");
    turn?.classList.add("now");
    current = turn;
    if (turn && !audio.paused && Date.now() - scrolledAt > FOLLOW_AFTER) {
      turn.scrollIntoView({ block: "nearest" });
    }
  }

  function playing(is) {
    player.querySelector("[data-when-paused]").hidden = is;
    player.querySelector("[data-when-playing]").hidden = !is;
    button.setAttribute("aria-label", is ? player.dataset.playing : player.dataset.paused);
    if (is) follow();
  }

  function follow() {
    draw();
    if (!audio.paused) requestAnimationFrame(follow);
  }

  audio.addEventListener("play", () => playing(true));
  audio.addEventListener("pause", () => playing(false));
  audio.addEventListener("ended", () => playing(false));
  audio.addEventListener("seeked", draw);
  audio.addEventListener("error", broken);
  button.addEventListener("click", toggle);
  player.querySelector("[data-speed]").addEventListener("change", (event) => {
    audio.playbackRate = Number(event.target.value);
  });
  addEventListener("wheel", () => { scrolledAt = Date.now(); }, { passive: true });
  addEventListener("touchmove", () => { scrolledAt = Date.now(); }, { passive: true });

  const placed = (event) => {
    const box = wave.getBoundingClientRect();
    seek(((event.clientX - box.left) / box.width) * length());
  };
  wave.addEventListener("pointerdown", (event) => {
    wave.setPointerCapture(event.pointerId);
    placed(event);
  });
  wave.addEventListener("pointermove", (event) => {
    if (wave.hasPointerCapture(event.pointerId)) placed(event);
  });

  for (const { element, at } of turns) {
    const time = element.querySelector(".when time");
    time?.addEventListener("click", () => {
      seek(at);
      if (audio.paused) audio.play().catch(broken);
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog, summary, a, button:not([data-play])")) return;
    if (event.key === " ") {
      event.preventDefault();
      if (event.target !== button) toggle();
      else button.click();
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      seek(audio.currentTime + (event.key === "ArrowRight" ? STEP_SECONDS : -STEP_SECONDS));
    }
  });
}
