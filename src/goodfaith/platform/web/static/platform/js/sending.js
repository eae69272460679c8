// Sends files in pieces: POST announces one, PUT adds bytes from where the server's end, POST ends.
// A piece that was lost is asked for again; a file of the same name and size goes on where it was.
// With `data-plain` the options stand beside name and size, without it below `options`.

const FOLLOW_MS = [800, 3000, 10000];
const PIECE = 4 * 1024 * 1024;

const drop = document.querySelector("[data-drop]");
const KEPT = `goodfaith.sending:${drop.dataset.begin}`; // what was interrupted, by file
const list = drop.querySelector("[data-sending]");
const row = drop.querySelector("[data-sending-row]");
const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const word = (name) => drop.dataset[`word${name}`];
let busy = 0;

class Refused extends Error {}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function ask(method, address, body, headers = {}) {
  const answer = await fetch(address, {
    method,
    body,
    credentials: "same-origin",
    headers: { "X-CSRFToken": token, Accept: "application/json", ...headers },
  });
  if (answer.ok) return answer.status === 204 ? {} : answer.json();
  const told = await answer.json().catch(() => ({}));
  const place = (told.errors ?? []).find((one) => one.code === "offset_wrong");
  if (place) return { received: place.expected }; // the server has more of it, or less
  if (answer.status >= 500 || answer.status === 429) throw new TypeError(String(answer.status));
  const reasons = (told.errors ?? []).map((one) => `${one.field}: ${one.expected}`);
  throw new Refused([told.title, ...reasons].filter(Boolean).join(" · ") || String(answer.status));
}

async function patiently(act, tell) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Refused || tries > 60) throw error;
      tell(word("Lost"));
      await pause(Math.min(15000, 500 * 1.6 ** tries));
    }
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function keep(key, id) {
  const all = kept();
  if (id) all[key] = id;
  else delete all[key];
  try {
    localStorage.setItem(KEPT, JSON.stringify(all));
  } catch {
    // Without storage a file that was interrupted begins anew.
  }
}

const options = () => {
  const found = {};
  for (const input of drop.querySelectorAll("[data-option]")) {
    if (input.value.trim()) found[input.dataset.option] = input.value.trim();
  }
  return found;
};

const numbered = (template, id) => template.replace("/0", `/${id}`);

async function begin(file, key, tell) {
  const before = kept()[key];
  if (before) {
    try {
      const found = await ask("GET", numbered(`${drop.dataset.begin}/0`, before));
      if (found.state === "arriving") return found;
    } catch {
      keep(key, null);
    }
  }
  const about = "plain" in drop.dataset ? options() : { options: options() };
  const body = JSON.stringify({ name: file.name, size: file.size, ...about });
  const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  return patiently(() => ask("POST", drop.dataset.begin, body, headers), tell);
}

const lasting = (count, unit) =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit }).format(Math.ceil(count));

/* The list below is what it was when the page was loaded: it is asked for again as files come in. */
function follow() {
  for (const wait of FOLLOW_MS) {
    setTimeout(() => htmx.ajax("GET", location.href, { target: "#handed-in", select: "#handed-in", swap: "outerHTML" }), wait);
  }
}

function left(sent, total, begun) {
  const seconds = ((Date.now() - begun) / 1000) * ((total - sent) / Math.max(sent, 1));
  if (Date.now() - begun < 1500 || seconds < 2) return "";
  const time = seconds < 90 ? lasting(seconds, "second") : lasting(seconds / 60, "minute");
  return ` · ${word("Left").replace("%s", time)}`;
}

async function send(file, shown) {
  const key = `${file.name}:${file.size}:${file.lastModified}:${JSON.stringify(options())}`;
  const bar = shown.querySelector("progress");
  const told = shown.querySelector("[data-told]");
  const link = shown.querySelector("[data-link]");
  const tell = (text) => { told.textContent = text; };
  try {
    if (file.size > Number(drop.dataset.most)) throw new Refused(word("Large"));
    const made = await begin(file, key, tell);
    link.href = numbered(drop.dataset.page, made.id);
    link.hidden = false;
    keep(key, made.id);
    const begun = Date.now();
    const from = made.received ?? 0;
    let sent = from;
    while (sent < file.size && made.state !== "done") {
      const piece = file.slice(sent, sent + PIECE);
      const address = `${numbered(drop.dataset.bytes, made.id)}?offset=${sent}`;
      const answer = await patiently(
        () => ask("PUT", address, piece, { "Content-Type": "application/octet-stream" }),
        tell,
      );
      sent = answer.received ?? sent + piece.size;
      bar.value = (100 * sent) / file.size;
      tell(`${word("Sending")} ${Math.floor(bar.value)} %${left(sent - from, file.size - from, begun)}`);
    }
    const whole = await patiently(() => ask("POST", numbered(drop.dataset.complete, made.id)), tell);
    keep(key, null);
    bar.value = 100;
    tell(whole.is_same ? word("Same") : word("Sent"));
    follow();
    return numbered(drop.dataset.page, made.id);
  } catch (error) {
    told.classList.add("refused");
    tell(`${word("Refused")}: ${error.message}`);
    return null;
  }
}

async function take(files) {
  const rows = [...files].map((file) => {
    const shown = row.content.firstElementChild.cloneNode(true);
    shown.querySelector("[data-name]").textContent = file.name;
    shown.querySelector("progress").setAttribute("aria-label", file.name);
    shown.querySelector("[data-told]").textContent = word("Waiting");
    list.append(shown);
    return [file, shown];
  });
  busy += 1;
  let address = null;
  for (const [file, shown] of rows) address = await send(file, shown);
  busy -= 1;
  if (rows.length === 1 && address && !busy) location.assign(address);
}

drop.querySelector("[data-files]").addEventListener("change", (event) => {
  take(event.target.files);
});
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.dataset.over = "";
  });
}
for (const name of ["dragleave", "drop"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    if (name === "drop" || !drop.contains(event.relatedTarget)) delete drop.dataset.over;
  });
}
drop.addEventListener("drop", (event) => take(event.dataTransfer.files));
addEventListener("beforeunload", (event) => {
  if (busy) event.preventDefault();
});
