import { attach } from "./attach.js";

const EDGE = 8;
const DAY = 86_400_000;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const words = () => document.body.dataset;

/* A day is typed, as year-month-day, or chosen from a calendar that floats beside its field. All
   days are counted in UTC: a calendar has no hours. */
class Calendar {
  constructor(place) {
    this.field = place.querySelector("input");
    this.button = buttonOf();
    this.sheet = sheetOf();
    place.append(this.button, this.sheet);
    place.dataset.hasCalendar = "";
    this.button.disabled = this.field.disabled;
    this.button.addEventListener("click", () => this.open());
    this.sheet.addEventListener("click", (event) => this.press(event));
    this.sheet.addEventListener("keydown", (event) => this.walk(event));
    place.addEventListener("change", (event) => this.tidy(event), { capture: true });
  }

  /* 2026/3/1, 20260301 and 2026年3月1日 are the same day. */
  tidy(event) {
    if (event.target !== this.field) return;
    const found = dayIn(this.field.value);
    if (found) this.field.value = written(found);
  }

  open() {
    this.chosen = dayIn(this.field.value);
    this.show(this.chosen ?? today());
    this.sheet.showPopover();
    this.place();
    this.focus();
  }

  show(day) {
    this.marked = day;
    const month = this.sheet.querySelector("strong");
    month.textContent = said(day, { year: "numeric", month: "long" });
    this.sheet.querySelector("tbody").replaceChildren(...this.weeks());
  }

  weeks() {
    const first = new Date(this.marked.getTime());
    first.setUTCDate(1);
    const start = new Date(first.getTime() - ((first.getUTCDay() + 6) % 7) * DAY);
    return [0, 1, 2, 3, 4, 5].map((week) => {
      const row = document.createElement("tr");
      for (let day = 0; day < 7; day++) row.append(this.cell(new Date(start.getTime() + (week * 7 + day) * DAY)));
      return row;
    });
  }

  cell(day) {
    const cell = document.createElement("td");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.on = written(day);
    button.textContent = day.getUTCDate();
    button.setAttribute("aria-label", said(day, { dateStyle: "full" }));
    button.tabIndex = isSame(day, this.marked) ? 0 : -1;
    if (isSame(day, this.chosen)) button.setAttribute("aria-pressed", "true");
    if (isSame(day, today())) button.setAttribute("aria-current", "date");
    if (day.getUTCMonth() !== this.marked.getUTCMonth()) button.className = "outside";
    cell.append(button);
    return cell;
  }

  press(event) {
    const button = event.target.closest("button");
    if (button?.dataset.on) this.choose(button.dataset.on);
    else if (button?.dataset.months) this.show(monthsOn(this.marked, Number(button.dataset.months)));
  }

  walk(event) {
    if (!event.target.dataset.on) return;
    const step = STEPS[event.key];
    const months = { PageUp: -1, PageDown: 1 }[event.key];
    if (!step && !months) return;
    event.preventDefault();
    event.stopPropagation();
    this.show(months ? monthsOn(this.marked, months) : new Date(this.marked.getTime() + step * DAY));
    this.focus();
  }

  choose(on) {
    const isOther = this.field.value !== on;
    this.field.value = on;
    this.sheet.hidePopover();
    this.field.focus();
    if (!isOther) return;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  focus() {
    this.sheet.querySelector("td button[tabindex='0']").focus();
  }

  place() {
    const at = this.field.getBoundingClientRect();
    const { width, height } = this.sheet.getBoundingClientRect();
    const below = at.bottom + 4;
    const isAbove = below + height > innerHeight - EDGE && at.top - 4 - height > EDGE;
    const top = isAbove ? at.top - 4 - height : Math.min(below, innerHeight - EDGE - height);
    this.sheet.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - EDGE - width))}px`;
    this.sheet.style.top = `${Math.max(EDGE, top)}px`;
  }
}

function dayIn(text) {
  const found = /^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?\s*$/.exec(text);
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
}

function monthsOn(day, months) {
  const moved = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(day.getUTCDate(), last));
  return moved;
}

function today() {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
}

const written = (day) => day.toISOString().slice(0, 10);
const isSame = (one, other) => one && other && written(one) === written(other);
const said = (day, how) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: "UTC", ...how }).format(day);

function buttonOf() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "open-calendar";
  button.setAttribute("aria-label", words().calendar);
  button.setAttribute("aria-haspopup", "dialog");
  button.append(drawn("M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3"));
  return button;
}

function sheetOf() {
  const sheet = document.createElement("div");
  sheet.className = "calendar";
  sheet.popover = "auto";
  sheet.setAttribute("role", "dialog");
  sheet.setAttribute("aria-label", words().calendar);
  const head = document.createElement("div");
  const month = document.createElement("strong");
  month.setAttribute("aria-live", "polite");
  head.append(turning(-1, words().earlierMonth, "M9.5 4l-4 4 4 4"), month, turning(1, words().laterMonth, "M6.5 4l4 4-4 4"));
  const table = document.createElement("table");
  table.createTHead().append(weekdays());
  table.createTBody();
  sheet.append(head, table);
  return sheet;
}

function weekdays() {
  const row = document.createElement("tr");
  for (let day = 0; day < 7; day++) {
    const name = document.createElement("th");
    const monday = new Date(Date.UTC(2024, 0, 1 + day));
    name.scope = "col";
    name.textContent = said(monday, { weekday: "narrow" });
    name.abbr = said(monday, { weekday: "long" });
    row.append(name);
  }
  return row;
}

function turning(months, label, path) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet small square";
  button.dataset.months = months;
  button.setAttribute("aria-label", label);
  button.append(drawn(path));
  return button;
}

function drawn(path) {
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  icon.append(line);
  return icon;
}

attach("[data-day]", (place) => new Calendar(place));
