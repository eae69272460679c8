// What was decided and has not been acknowledged yet: kept in this browser until the server says
// that it has it, sent again after a lost connection or a reload. Each press has a name of its
// own, so that what is sent twice is kept once.

const RETRY_MS = 2000;
const LONGEST_MS = 20000;

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // without https there is no randomUUID
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

export class Outbox {
  // `told.done(entry, answer, status)`, `told.waits(entry, why)`, `told.gone(entry)`.
  constructor(by, told) {
    this.place = `goodfaith.decisions:${by}`;
    this.told = told;
    this.inMemory = [];
    this.flight = null;
    this.tries = 0;
    addEventListener("online", () => this.flush());
    addEventListener("pageshow", (event) => event.persisted && this.flush());
  }

  get entries() {
    try {
      return JSON.parse(localStorage.getItem(this.place)) ?? [];
    } catch {
      return this.inMemory;
    }
  }

  set entries(all) {
    this.inMemory = all;
    try {
      if (all.length) localStorage.setItem(this.place, JSON.stringify(all));
      else localStorage.removeItem(this.place);
    } catch {
      // Without storage it is kept as long as the page is open.
    }
  }

  add(entry) {
    this.entries = [...this.entries, entry];
    this.flush();
  }

  drop(key) {
    this.entries = this.entries.filter((entry) => entry.key !== key);
  }

  // Whether it could be taken back before it was sent.
  withdraw(key) {
    if (this.sending === key || !this.entries.some((entry) => entry.key === key)) return false;
    this.drop(key);
    return true;
  }

  flush() {
    clearTimeout(this.timer);
    this.flight ??= this.sendAll().finally(() => { this.flight = null; });
    return this.flight;
  }

  async sendAll() {
    for (let entry = this.entries[0]; entry; entry = this.entries[0]) {
      this.sending = entry.key;
      const sent = await this.send(entry).catch(() => "offline");
      this.sending = null;
      if (sent !== "sent") {
        this.told.waits(entry, sent);
        const wait = Math.min(LONGEST_MS, RETRY_MS * 1.6 ** this.tries);
        this.tries += 1;
        this.timer = setTimeout(() => this.flush(), wait);
        return;
      }
      this.tries = 0;
    }
  }

  async send(entry) {
    const answer = await fetch(entry.address, {
      method: "POST",
      body: new URLSearchParams({ ...entry.fields, key: entry.key }),
      credentials: "same-origin",
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
    });
    if (answer.status === 404) {
      this.drop(entry.key);
      this.told.gone(entry);
      return "sent";
    }
    const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    if (answer.redirected || answer.status === 403) return "signed out";
    if (!isJson || answer.status >= 500 || answer.status === 429) return "offline";
    const told = await answer.json();
    this.drop(entry.key);
    this.told.done(entry, told, answer.status);
    return "sent";
  }
}
