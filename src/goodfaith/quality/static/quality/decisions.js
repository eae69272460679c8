// Deciding by keyboard on the finding in focus. What is pressed is kept in the outbox and sent;
// the answer brings the finding and the box beside it as they are then.
import { isTyping } from "/static/platform/js/attach.js";
import { say } from "/static/platform/js/toasts.js";
import { choose, current, groups, page } from "./case.js";
import { begin, chosen, reset } from "./choosing.js";
import { newKey, Outbox } from "./outbox.js";

const BOUNCE_MS = 300; // a second press so soon after the first is the first

const word = (name) => page.dataset[`word${name}`];
const dialog = (id) => document.getElementById(id);
const box = () => page.querySelector("[data-box]");
const comments = new Map(); // written before there was a verdict, by rule
let about = null; // the finding that an open dialog is about
let pressedAt = -BOUNCE_MS;
let waiting = null; // a form that is sent when everything before it has been acknowledged

const outbox = new Outbox(page.dataset.by, {
  done(entry, answer, status) {
    if (status !== 200) say(answer.said, status === 409 ? "warning" : "error");
    if (entry.case !== page.dataset.id) return;
    apply(entry, answer);
  },
  waits(entry, why) {
    if (entry.case !== page.dataset.id) return;
    for (const one of outbox.entries) mark(one, word(why === "offline" ? "Kept" : "Again"));
    announce(word(why === "offline" ? "Kept" : "Again"));
  },
  gone(entry) {
    say(word("Refused"), "error");
    if (entry.case === page.dataset.id) mark(entry, "");
  },
});

const grouped = (rule) => groups().find((group) => group.dataset.rule === rule);
const announce = (text) => { page.querySelector("[data-said]").textContent = text; };
const isWaiting = (group) => group.hasAttribute("data-waits");
const toDecide = () => groups().filter((group) => "open" in group.dataset && !isWaiting(group));

function mark(entry, text) {
  const group = grouped(entry.fields.rule);
  if (!group) return;
  const words = group.querySelector("[data-sending-words]");
  group.toggleAttribute("data-waits", text !== "");
  words.textContent = text;
  words.hidden = text === "";
}

function apply(entry, answer) {
  const rule = answer.rule || entry.fields.rule;
  if (!answer.rule) mark(entry, "");
  const before = answer.rule ? grouped(rule) : null;
  const made = new DOMParser().parseFromString(answer.html, "text/html").body.firstElementChild;
  const hadFocus = before?.contains(document.activeElement);
  const wasCurrent = before && before === current();
  if (before && made) before.replaceWith(made);
  else if (before) before.remove();
  else if (made) page.querySelector("[data-missed]").append(made);
  const missed = page.querySelector("[data-missed]");
  missed.hidden = !missed.querySelector("[data-group]");
  if (made && wasCurrent) choose(made, { focus: hadFocus });
  renew(answer.box);
  for (const field of page.querySelectorAll("input[name=revision]")) field.value = answer.revision;
  announce(answer.said);
  if (made && entry.isNew) choose(made);
  if (waiting && !outbox.entries.length) {
    const form = waiting;
    waiting = null;
    form.requestSubmit();
  }
}

function renew(html) {
  const old = box();
  const pressed = old.contains(document.activeElement) && document.activeElement.dataset.key;
  const made = new DOMParser().parseFromString(html, "text/html").body.querySelector("[data-box]");
  old.replaceWith(made);
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: made } }));
  if (pressed) made.querySelector(`[data-key="${pressed}"]`)?.focus();
}

function send(group, verdict, more = {}) {
  const rule = group.dataset.rule;
  const fields = {
    rule, verdict, seat: page.dataset.seat, seen: group.dataset.seen,
    judgement: page.dataset.judgement,
    comment: comments.get(rule) ?? (verdict === group.dataset.verdict ? group.dataset.comment : ""),
    reason: verdict === "dismissed" && group.dataset.verdict === verdict ? group.dataset.reason : "",
    ...more,
  };
  comments.delete(rule);
  post(page.dataset.decided, fields);
}

function post(address, fields, more = {}) {
  const entry = { key: newKey(), address, fields, case: page.dataset.id, ...more };
  mark(entry, word("Sending"));
  outbox.add(entry);
}

function say_(verdict, group) {
  if (!group || isWaiting(group) || !("decides" in group.dataset)) return;
  if (verdict === "dismissed" && group.dataset.machine === "violated") return ask(group, "why-none");
  send(group, verdict);
  onwards(group);
}

// To the next that is undecided: after this one, else from the top; else it stays.
function onwards(group) {
  const all = groups();
  const left = toDecide().filter((one) => one !== group);
  const next = left.find((one) => all.indexOf(one) > all.indexOf(group)) ?? left[0];
  choose(next ?? group);
}

function ask(group, id) {
  about = group;
  const form = dialog(id).querySelector("form");
  const rule = group.dataset.rule;
  form.reset();
  for (const told of form.querySelectorAll("[data-about]")) told.textContent = group.querySelector("h3").textContent;
  for (const wrong of form.querySelectorAll("[data-wrong]")) wrong.hidden = true;
  const comment = form.elements.namedItem("comment");
  if (comment) comment.value = comments.get(rule) ?? group.dataset.comment ?? "";
  dialog(id).showModal();
  if (id === "why-none") form.querySelector("input[type=radio]").focus();
}

function confirmAll() {
  const left = toDecide().filter((group) => group.dataset.machine === "violated");
  for (const group of left) send(group, "confirmed");
  if (left.length) choose(left.at(-1));
}

function undo(id) {
  const last = outbox.entries.filter((entry) => entry.case === page.dataset.id).at(-1);
  if (last && last.fields.verdict && outbox.withdraw(last.key)) {
    mark(last, "");
    announce(word("Unsent"));
    return choose(grouped(last.fields.rule));
  }
  if (!Number(id)) return announce(word("Nothing"));
  const group = groups().find((one) => one.dataset.seen === id);
  post(page.dataset.undone, { decision: id, rule: group?.dataset.rule ?? "" });
  choose(group);
}

async function editEvidence(group) {
  const form = dialog("edit-evidence").querySelector("form");
  const place = form.querySelector("[data-quotations]");
  reset(form.querySelector("[data-choosing-words]"));
  const answer = await fetch(`${form.dataset.editing}?rule=${encodeURIComponent(group.dataset.rule)}`).catch(() => null);
  if (!answer?.ok) return say(document.body.dataset.offline, "error");
  const read = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...read.body.childNodes);
  ask(group, "edit-evidence");
}

const refuse = (form) => { form.querySelector("[data-wrong]").hidden = false; };

function dismissed(form) {
  const [reason, comment] = [form.elements.reason.value, form.elements.comment.value.trim()];
  if (!reason) return form.querySelector("input[type=radio]").focus();
  if (reason === "other" && !comment) {
    refuse(form);
    return form.elements.comment.focus();
  }
  form.closest("dialog").close();
  send(about, "dismissed", { reason, comment });
  onwards(about);
}

function commented(form) {
  const comment = form.elements.comment.value.trim();
  form.closest("dialog").close();
  if (about.dataset.verdict) send(about, about.dataset.verdict, { comment, reason: about.dataset.reason ?? "" });
  else comments.set(about.dataset.rule, comment);
  choose(about);
}

function missed(form) {
  const [rule, evidence] = [form.elements.rule.value, chosen(form)];
  if (!rule || !evidence.length) return refuse(form);
  form.closest("dialog").close();
  const before = grouped(rule);
  const fields = {
    rule, verdict: "confirmed", seat: page.dataset.seat, seen: before?.dataset.seen ?? "0",
    judgement: page.dataset.judgement, comment: form.elements.comment.value.trim(),
    evidence: JSON.stringify(evidence), reason: "",
  };
  post(page.dataset.decided, fields, { isNew: true });
}

function edited(form) {
  const evidence = chosen(form);
  if (!evidence.length && form.querySelector("[data-quotations] input")) return refuse(form);
  form.closest("dialog").close();
  send(about, "confirmed", { evidence: JSON.stringify(evidence), reason: "" });
  onwards(about);
}

const KEYS = {
  y: () => say_("confirmed", current()),
  n: () => say_("dismissed", current()),
  t: () => current()?.dataset.machine === "undecidable" && say_("unclear", current()),
  c: () => decides(current()) && ask(current(), "comment-it"),
  e: () => decides(current()) && editEvidence(current()),
  u: () => undo(box().dataset.undo),
  a: () => box().querySelector("[data-adds]")?.click(),
};
const decides = (group) => group && "decides" in group.dataset && !isWaiting(group);

document.addEventListener("keydown", (event) => {
  if (isTyping(event) || event.repeat) return;
  const key = event.key.toLowerCase();
  const act = event.shiftKey ? key === "y" && confirmAll : KEYS[key];
  if (!act) return;
  event.preventDefault();
  if (performance.now() - pressedAt < BOUNCE_MS) return;
  pressedAt = performance.now();
  act();
});

page.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const group = button.closest("[data-group]");
  const { says, undoes } = button.dataset;
  if (says) say_(says, group);
  else if (undoes) undo(undoes);
  else if ("comments" in button.dataset) decides(group) && ask(group, "comment-it");
  else if ("quotes" in button.dataset) decides(group) && editEvidence(group);
  else if ("confirmsAll" in button.dataset) confirmAll();
  else if ("adds" in button.dataset) {
    const form = dialog("add-missed").querySelector("form");
    form.querySelector("[data-wrong]").hidden = true;
    reset(form.querySelector("[data-choosing-words]"));
  }
});

// Nothing is concluded before all is decided, nor before what was decided has arrived.
page.addEventListener("click", (event) => {
  if (!event.target.closest("[data-concludes]") || !toDecide().length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say(word("Left"), "warning");
  choose(toDecide()[0]);
}, true);

page.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "post" && outbox.entries.some((entry) => entry.case === page.dataset.id)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = form;
    return;
  }
  const acts = { why: dismissed, commenting: commented, missing: missed, editing: edited };
  const act = Object.keys(acts).find((name) => name in form.dataset);
  if (!act) return;
  event.preventDefault();
  acts[act](form);
}, true);

// A digit picks a reason and is enough, but for "other", which needs words.
dialog("why-none").addEventListener("keydown", (event) => {
  if (event.target.tagName === "TEXTAREA" || event.ctrlKey || event.metaKey || event.altKey) return;
  const radio = dialog("why-none").querySelectorAll("input[type=radio]")[Number(event.key) - 1];
  if (!radio) return;
  event.preventDefault();
  radio.checked = true;
  if (radio.value === "other") radio.form.elements.comment.focus();
  else radio.form.requestSubmit();
});

for (const form of document.querySelectorAll("[data-why], [data-commenting], [data-missing], [data-editing]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}
for (const choosing of document.querySelectorAll("[data-choosing-words]")) begin(choosing);

for (const entry of outbox.entries) if (entry.case === page.dataset.id) mark(entry, word("Sending"));
choose(toDecide()[0] ?? groups()[0], { focus: false });
outbox.flush();
