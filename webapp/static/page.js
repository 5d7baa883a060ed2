// Additions to pages that work without a script: a copy button, a table of contents that is open where there is room, and
// suggestions below the search box.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", () => {
    field.select();
    // navigator.clipboard exists only on https and localhost; an intranet is often plain http.
    const copied = document.execCommand("copy");
    button.textContent = copied ? "Đã sao chép" : "Hãy bấm Ctrl+C";
  });
}

// A link to a provision of a page that is in parts leads to the part that has it.
const sought = decodeURIComponent(location.hash.slice(1));
if (sought.includes("_") && document.querySelector("[data-parts]") && !document.getElementById(sought)) {
  const address = new URL(location.href);
  if (address.searchParams.get("phan") !== sought) {
    address.searchParams.set("phan", sought);
    location.replace(address);
  }
}

const contents = document.querySelector("details.toc");
if (contents && matchMedia("(min-width: 1100px)").matches) contents.open = true;

// A combobox with a list (ARIA 1.2, "list autocomplete with manual selection"): the focus stays in the box, arrows walk through
// the list, Enter takes what is chosen or searches what is typed, Escape closes. What the server says is put in as text only.
class Suggestions {
  static PAUSE = 120; // milliseconds without a key before the server is asked

  constructor(input) {
    this.input = input;
    this.options = [];
    this.chosen = -1;
    this.list = Suggestions.element("div", "", { className: "suggestions", id: `${input.id}-goi-y`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Gợi ý");
    this.count = Suggestions.element("div", "", { className: "hidden" });
    this.count.setAttribute("role", "status");
    input.parentElement.append(this.list, this.count);
    input.autocomplete = "off";
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);
    input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), Suggestions.PAUSE);
    });
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    input.form.addEventListener("submit", () => this.close());
    // The box keeps the focus, so that the list is not closed before a click in it counts.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take(this.options.find((option) => option.node.contains(event.target))));
  }

  static element(name, text, properties = {}) {
    const made = Object.assign(document.createElement(name), properties);
    made.textContent = text;
    return made;
  }

  static capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  // Case and diacritics aside.
  static begins(text, typed) {
    const [whole, part] = [text, typed].map((one) => one.trim().toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d"));
    return whole.startsWith(part);
  }

  get day() {
    return this.input.form.elements.ngay?.value;
  }

  async ask() {
    this.request?.abort();
    const typed = this.input.value;
    if (!typed.trim()) return this.close();
    const request = (this.request = new AbortController());
    const parameters = new URLSearchParams({ q: typed, limit: "4" });
    if (this.day) parameters.set("as_of", this.day);
    try {
      const response = await fetch(`${this.input.dataset.suggest}?${parameters}`, { signal: request.signal });
      const found = response.ok ? await response.json() : null;
      if (!request.signal.aborted && document.activeElement === this.input) this.show(found);
    } catch {
      if (!request.signal.aborted) this.close(); // the box works without suggestions
    }
  }

  show(found) {
    this.options = [];
    this.choose(-1);
    const documents = found ? [...found.numbers, ...found.documents] : [];
    const groups = [
      ["Tìm", (found?.completions || []).slice(0, 2).map((text) => ({ main: text, text }))],
      ["Điều khoản", (found?.clauses || []).map((clause) => ({ main: clause.heading || clause.label, more: clause.label, ...clause }))],
      ["Văn bản", documents.map((entry) => ({ main: entry.label, more: entry.title, ...entry }))],
    ];
    // Whoever types the name or number of a document looks for that.
    const named = documents.length && (found.numbers.length || Suggestions.begins(documents[0].label, found.query));
    if (named) groups.reverse();
    const filled = groups.filter(([, targets]) => targets.length).map(([name, targets]) => [name, targets.map((one) => this.option(one))]);
    this.list.replaceChildren(...filled.map(([name, options], index) => this.group(name, options, index)));
    this.list.hidden = !this.options.length;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.count.textContent = this.options.length ? `${this.options.length} gợi ý, dùng phím mũi tên để chọn` : "";
  }

  group(name, options, index) {
    const label = Suggestions.element("div", name, { className: "kind", id: `${this.list.id}-nhom-${index}` });
    const group = Suggestions.element("div", "");
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", label.id);
    group.append(label, ...options);
    return group;
  }

  option(target) {
    const node = Suggestions.element("div", "", { id: `${this.list.id}-${this.options.length}` });
    node.setAttribute("role", "option");
    node.setAttribute("aria-selected", "false");
    node.append(Suggestions.element("span", target.url ? Suggestions.capital(target.main) : target.main, { className: "main" }));
    if (target.url) {
      const more = Suggestions.element("span", "", { className: "more" });
      if (!target.main.includes(target.more)) more.append(Suggestions.element("span", Suggestions.capital(target.more), { className: "says" }));
      more.append(Suggestions.element("span", target.badge, { className: `badge ${target.tone}` }));
      if (target.has_text === false) more.append(" ", Suggestions.element("span", "Chưa có toàn văn", { className: "badge plain" }));
      node.append(more);
    }
    this.options.push({ node, target });
    return node;
  }

  press(event) {
    if (event.isComposing) return;
    if (this.list.hidden) {
      if (event.key === "ArrowDown") this.ask(); // as a closed list is opened
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const stops = this.options.length + 1; // one is the box itself
      this.choose(((this.chosen + 1 + step + stops) % stops) - 1);
    } else if (event.key === "Escape") {
      this.close();
    } else if (event.key === "Enter" && this.chosen >= 0) {
      this.take(this.options[this.chosen]);
    } else return;
    event.preventDefault();
  }

  choose(index) {
    this.options[this.chosen]?.node.setAttribute("aria-selected", "false");
    this.chosen = index;
    const node = this.options[index]?.node;
    if (!node) return this.input.removeAttribute("aria-activedescendant");
    node.setAttribute("aria-selected", "true");
    node.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", node.id);
  }

  take(option) {
    if (!option) return;
    const { text, url } = option.target;
    this.close();
    if (url) {
      const root = this.input.dataset.suggest.replace(/\/api\/.*$/, "");
      location.assign(root + url + (this.day ? `?${new URLSearchParams({ ngay: this.day })}` : ""));
    } else {
      this.input.value = text;
      this.input.form.requestSubmit();
    }
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.show(null);
  }
}

for (const input of document.querySelectorAll("input[data-suggest]")) new Suggestions(input);
