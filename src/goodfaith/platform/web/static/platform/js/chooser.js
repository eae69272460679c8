import { attach } from "./attach.js";

const FEW = 12; // what is seen at a glance needs no search
const EDGE = 8;
const STEP = "\u3000"; // an option is set in by one for each level above it

/* A long select becomes a field to type in, with the options that fit below it. The select stays
   what the form sends, and what is there without a script. */
attach("select[data-chooser]", (select) => {
  if (select.options.length > FEW && !select.multiple) new Chooser(select);
});

class Chooser {
  constructor(select) {
    this.select = select;
    this.options = read(select);
    this.field = fieldOf(select);
    this.list = listOf(select, this.field);
    select.before(this.field);
    select.after(this.list);
    select.hidden = true;
    this.restore();
    this.listen();
  }

  listen() {
    const { field, list } = this;
    field.addEventListener("input", () => this.open(field.value));
    field.addEventListener("click", () => this.isOpen || this.open(""));
    field.addEventListener("focus", () => field.select());
    field.addEventListener("blur", () => this.close());
    field.addEventListener("keydown", (event) => this.press(event));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[data-value]");
      if (item) this.choose(item);
    });
    this.select.form?.addEventListener("reset", () => setTimeout(() => this.restore()));
    const follow = (event) => event.target !== list && this.isOpen && place(list, field);
    addEventListener("resize", follow);
    document.addEventListener("scroll", follow, { capture: true, passive: true });
  }

  get isOpen() {
    return this.list.matches(":popover-open");
  }

  get items() {
    return [...this.list.querySelectorAll("[data-value]")];
  }

  press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (step) {
      event.preventDefault();
      if (this.isOpen) this.mark(this.items.indexOf(this.marked) + step);
      else this.open("");
    } else if (event.key === "Enter" && this.isOpen) {
      event.preventDefault();
      if (this.marked) this.choose(this.marked);
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  open(text) {
    const wanted = text.trim().toLowerCase();
    const fitting = this.options.filter((each) => each.searched.includes(wanted));
    this.list.replaceChildren(...fitting.map((each) => itemOf(this.list, each, this.select, wanted)));
    if (!fitting.length) this.list.append(nothing());
    if (!this.isOpen) this.list.showPopover();
    this.field.setAttribute("aria-expanded", "true");
    place(this.list, this.field);
    const chosen = this.items.findIndex((item) => item.ariaSelected === "true");
    this.mark(wanted ? 0 : Math.max(0, chosen));
  }

  mark(at) {
    this.marked?.removeAttribute("data-marked");
    const all = this.items;
    this.marked = all[(at + all.length) % all.length];
    if (!this.marked) return this.field.removeAttribute("aria-activedescendant");
    this.marked.dataset.marked = "";
    this.field.setAttribute("aria-activedescendant", this.marked.id);
    this.marked.scrollIntoView({ block: "nearest" });
  }

  choose(item) {
    const isOther = this.select.value !== item.dataset.value;
    this.select.value = item.dataset.value;
    this.close();
    if (isOther) this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    if (this.isOpen) this.list.hidePopover();
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
    this.restore();
  }

  restore() {
    this.field.value = this.select.selectedOptions[0]?.text.replaceAll(STEP, "").trim() ?? "";
  }
}

/** The options with what stands above each, so that two of one name are told apart. */
function read(select) {
  const above = [];
  return [...select.options].map((option) => {
    const name = option.text.replaceAll(STEP, "").trim();
    const depth = option.text.length - option.text.replace(/^\u3000+/, "").length;
    above.length = depth;
    above.push(name);
    const path = above.slice(0, -1).filter(Boolean).join(" › ");
    return { value: option.value, name, depth, path, searched: name.toLowerCase() };
  });
}

function fieldOf(select) {
  const field = document.createElement("input");
  field.className = select.className;
  field.type = "text";
  field.autocomplete = "off";
  field.required = select.required;
  select.required = false; // nobody can be led to what is hidden
  for (const name of ["aria-label", "aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) field.setAttribute(name, select.getAttribute(name));
  }
  field.id = select.id;
  select.id = `${select.id || select.name}-chosen`;
  field.dataset.choosing = "";
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", `${select.id}-list`);
  return field;
}

function listOf(select, field) {
  const list = document.createElement("div");
  list.className = "choosing";
  list.id = `${select.id}-list`;
  list.popover = "manual";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.ariaLabel || field.labels?.[0]?.textContent || select.name);
  return list;
}

function itemOf(list, option, select, wanted) {
  const item = document.createElement("div");
  item.id = `${list.id}-${option.value}`;
  item.className = `item depth-${wanted ? 0 : Math.min(option.depth, 6)}`;
  item.dataset.value = option.value;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", String(option.value === select.value));
  item.append(option.name);
  if (wanted && option.path) {
    const path = document.createElement("small");
    path.textContent = option.path;
    item.append(path);
  }
  return item;
}

function nothing() {
  const words = document.createElement("div");
  words.className = "none";
  words.setAttribute("role", "option");
  words.setAttribute("aria-disabled", "true");
  words.textContent = document.body.dataset.nothingFits;
  return words;
}

function place(list, field) {
  const at = field.getBoundingClientRect();
  list.style.minWidth = `${at.width}px`;
  const { width, height } = list.getBoundingClientRect();
  const below = at.bottom + 4;
  const isAbove = below + height > innerHeight - EDGE && at.top - 4 - height > EDGE;
  list.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - EDGE - width))}px`;
  list.style.top = `${isAbove ? at.top - 4 - height : below}px`;
}
