"use strict";
// Filters the findings that stand in the page. Every word is in the page; here is none.
(() => {
  const PAGE = 50;
  const FACETS = ["severity", "verdict", "rule", "adviser", "family"];
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const articles = all("article.find");
  const query = byId("query"), bar = byId("filters"), status = byId("status");
  const clear = byId("clear"), more = byId("more"), empty = byId("empty");
  const chips = all("button[data-facet]"), lists = all("select[data-facet]");
  const rows = all("a[data-filter]");

  const state = { q: "", lang: "" };
  for (const facet of FACETS) state[facet] = new Set();
  let matching = articles, limit = PAGE, current = null;

  // Words

  const short = () => (root.lang.startsWith("zh") ? "zh" : "en");
  const written = (element, name) => element.getAttribute(`data-${short()}-${name}`) || "";
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const number = (value) => value.toLocaleString("en-US");

  function speak(lang) {
    root.lang = lang;
    for (const element of all("[data-zh-label]")) element.setAttribute("aria-label", written(element, "label"));
    for (const element of all("[data-zh-placeholder]")) element.placeholder = written(element, "placeholder");
    document.title = written(document.querySelector("title"), "text");
    for (const button of all("button[data-lang]")) button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
  }

  // Matching

  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const texts = new Map();
  function textOf(article) {
    let text = texts.get(article);
    if (text === undefined) {
      text = plain(`${article.textContent} ${article.dataset.family}`);
      texts.set(article, text);
    }
    return text;
  }
  function matches(article, words, except) {
    for (const facet of FACETS) {
      if (facet !== except && state[facet].size && !state[facet].has(article.dataset[facet])) return false;
    }
    return words.every((word) => textOf(article).includes(word));
  }
  const filtering = () => state.q.trim() !== "" || FACETS.some((facet) => state[facet].size);

  // Showing

  function apply() {
    const words = plain(state.q).split(/\s+/).filter(Boolean);
    matching = articles.filter((article) => matches(article, words, null));
    const wanted = new Set(matching);
    for (const article of articles) article.hidden = !wanted.has(article);
    if (current && current.hidden) point(null);
    page();
    if (!bar) return;
    count(words);
    const some = filtering();
    status.textContent = filled(written(status, some ? "some" : "all"), { shown: number(matching.length), total: number(articles.length) });
    clear.hidden = !some;
    empty.hidden = matching.length > 0;
    for (const row of rows) {
      if (pairs(row).every(([facet, value]) => state[facet].has(value))) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }
  function page() {
    matching.forEach((article, place) => article.classList.toggle("later", place >= limit));
    const left = matching.length - limit;
    more.hidden = left <= 0;
    if (left > 0) more.textContent = filled(written(more, "text"), { count: number(Math.min(left, PAGE)) });
  }
  function count(words) {
    for (const facet of FACETS) {
      const found = new Map();
      for (const article of articles) {
        if (matches(article, words, facet)) found.set(article.dataset[facet], (found.get(article.dataset[facet]) || 0) + 1);
      }
      for (const chip of chips.filter((c) => c.dataset.facet === facet)) {
        chip.lastElementChild.textContent = number(found.get(chip.dataset.value) || 0);
        chip.setAttribute("aria-pressed", String(state[facet].has(chip.dataset.value)));
      }
      for (const list of lists.filter((l) => l.dataset.facet === facet)) options(list, found);
    }
  }
  function options(list, found) {
    const chosen = state[list.dataset.facet];
    for (const option of list.options) {
      const many = found.get(option.value) || 0;
      option.textContent = option.value ? `${written(option, "text")} (${number(many)})` : written(option, "text");
      option.selected = option.value ? chosen.has(option.value) : chosen.size === 0;
      option.hidden = Boolean(option.value) && many === 0 && !chosen.has(option.value);
    }
    list.classList.toggle("set", chosen.size > 0);
  }

  // The address holds the state, so that a view can be shared

  function address() {
    const found = FACETS.filter((facet) => state[facet].size)
      .map((facet) => `${facet}=${[...state[facet]].map(encodeURIComponent).join(",")}`);
    if (state.q.trim()) found.push(`q=${encodeURIComponent(state.q.trim())}`);
    if (state.lang) found.push(`lang=${state.lang}`);
    return found.join("&");
  }
  function remember() {
    const wanted = address();
    if (location.hash.slice(1) !== wanted) location.replace(`#${wanted}`);
  }
  const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  function recall() {
    const hash = location.hash.slice(1);
    if (hash === address()) return false;
    for (const facet of FACETS) state[facet].clear();
    state.q = "";
    for (const part of hash.split("&")) {
      const [name, ...rest] = part.split("=");
      const value = rest.join("=");
      if (!value) continue;
      if (FACETS.includes(name)) for (const one of value.split(",")) state[name].add(decoded(one));
      else if (name === "q") state.q = decoded(value);
      else if (name === "lang" && ["zh-CN", "en"].includes(value)) state.lang = value;
    }
    query.value = state.q;
    if (state.lang) speak(state.lang);
    return true;
  }
  function changed() { limit = PAGE; apply(); remember(); }
  function pairs(row) {
    return row.dataset.filter.split("&").map((part) => part.split("=")).map(([facet, value]) => [facet, decoded(value)]);
  }
  function toggle(facet, value) {
    if (!state[facet].delete(value)) state[facet].add(value);
  }
  function choose(row) {
    const on = row.hasAttribute("aria-current");
    for (const [facet, value] of pairs(row)) {
      state[facet].clear();
      if (!on) state[facet].add(value);
    }
    return !on;
  }
  function reset() {
    for (const facet of FACETS) state[facet].clear();
    state.q = query.value = "";
    changed();
  }

  // Moving

  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "auto";
  function go(element) { element.scrollIntoView({ block: "start", behavior }); }
  function point(article) {
    if (current) current.removeAttribute("aria-current");
    current = article;
    if (!article) return;
    article.setAttribute("aria-current", "true");
    article.focus({ preventScroll: true });
    go(article);
  }
  function arrive() {
    const place = matching.findIndex((article) => `#${article.id}` === location.hash);
    if (place >= 0) step(place, 0);
  }
  function step(by, from) {
    if (!matching.length) return;
    const at = from !== undefined ? from + by : current ? matching.indexOf(current) + by : 0;
    const place = Math.max(0, Math.min(at, matching.length - 1));
    if (place >= limit) { limit = (Math.floor(place / PAGE) + 1) * PAGE; page(); }
    point(matching[place]);
  }

  // Wiring

  for (const chip of chips) chip.addEventListener("click", () => { toggle(chip.dataset.facet, chip.dataset.value); changed(); });
  for (const list of lists) list.addEventListener("change", () => {
    state[list.dataset.facet].clear();
    if (list.value) state[list.dataset.facet].add(list.value);
    changed();
  });
  for (const row of rows) row.addEventListener("click", (event) => {
    event.preventDefault();
    const on = choose(row);
    changed();
    if (on) go(byId("findings"));
  });
  for (const link of all("#contents a, .skip")) link.addEventListener("click", (event) => {
    event.preventDefault();
    const target = byId(link.getAttribute("href").slice(1));
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    if (target.id === "answer") scrollTo({ top: 0, behavior }); else go(target);
  });
  for (const button of all("button[data-lang]")) button.addEventListener("click", () => {
    state.lang = button.dataset.lang;
    speak(state.lang);
    changed();
  });
  for (const button of [clear, byId("clear-too")]) if (button) button.addEventListener("click", reset);
  more.addEventListener("click", () => {
    const next = matching[limit];
    limit += PAGE;
    page();
    if (next) next.focus({ preventScroll: true });
  });
  let waiting = 0;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { state.q = query.value; changed(); }, 120);
  });
  query.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    state.q = query.value;
    changed();
    step(0);
  });
  for (const button of all("button.more")) {
    button.previousElementSibling.classList.add("folded");
    button.hidden = false;
    button.addEventListener("click", () => { button.previousElementSibling.classList.remove("folded"); button.remove(); });
  }
  addEventListener("hashchange", () => { if (recall()) { limit = PAGE; apply(); arrive(); } });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (document.activeElement === query) query.blur();
      clearTimeout(waiting);
      reset();
      return;
    }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
    if (event.key === "/") { event.preventDefault(); query.focus(); query.select(); }
    else if (event.key === "j" || event.key === "J") step(1);
    else if (event.key === "k" || event.key === "K") step(-1);
  });
  addEventListener("beforeprint", () => { for (const one of all("details")) one.open = true; });

  const links = all("#contents a");
  const seen = new IntersectionObserver(() => {
    let here = links[0];
    for (const link of links) {
      const target = byId(link.getAttribute("href").slice(1));
      if (target && target.getBoundingClientRect().top < innerHeight / 3) here = link;
    }
    for (const link of links) {
      if (link === here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-33% 0px -66% 0px" });
  for (const link of links) { const target = byId(link.getAttribute("href").slice(1)); if (target) seen.observe(target); }

  byId("search").hidden = articles.length === 0;
  byId("languages").hidden = false;
  if (bar) bar.hidden = byId("keys").hidden = false;
  speak(root.lang);
  recall();
  apply();
  arrive();
})();
