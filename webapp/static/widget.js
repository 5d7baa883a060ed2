// <vien-dan-search>: a search box of Viện Dẫn for any page.
//
//   <script src="http://máy-chủ/widget.js" defer></script>
//   <vien-dan-search placeholder="…" limit="5" document="26-2008-qh12"></vien-dan-search>
//
// It shares nothing with its page (shadow DOM), needs nothing, and puts what the server says into the page as text only.
"use strict";

(() => {
  const SCRIPT = document.currentScript && document.currentScript.src;
  const HOME = SCRIPT ? SCRIPT.replace(/\/widget\.js(\?.*)?$/, "") : location.origin;
  const PAUSE = 300; // milliseconds without a key before the search starts
  const SHORTEST = 2; // characters
  const DOCUMENTS = 3; // that stand before clauses

  const STYLE = `
    :host { display: block; font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; color: #1c2430; }
    label { display: block; font-weight: 600; margin-bottom: .25rem; }
    form { display: flex; gap: .4rem; }
    input, button { font: inherit; min-height: 44px; border-radius: 6px; border: 1px solid #7b8794; padding: .3rem .7rem; }
    input { flex: 1; min-width: 0; background: #fff; color: inherit; }
    button { background: #17365d; color: #fff; font-weight: 600; }
    :focus-visible { outline: 3px solid #d98a00; outline-offset: 1px; }
    [role="status"] { margin: .5rem 0; color: #51606f; }
    [role="status"].error { color: #98161c; }
    ul { list-style: none; margin: 0; padding: 0; background: #fff; }
    li { border: 1px solid #d5dbe2; border-radius: 6px; padding: .6rem .8rem; margin: .4rem 0; }
    a { color: #174f92; font-weight: 600; display: inline-block; min-height: 1.6rem; }
    p { margin: .2rem 0; }
    .path { color: #51606f; font-size: .9rem; }
    .state { font-size: .9rem; color: #47515c; }
    .state b { border: 1px solid; border-radius: 1em; padding: 0 .5em; }
    .good b { color: #14602f; background: #e2f3e7; }
    .warning b { color: #7a4a00; background: #fdf0d5; }
    .bad b, .bad { color: #98161c; }
    .bad b { background: #fce8e8; }
    button.meant { background: none; border: 0; color: #174f92; padding: .3rem 0; text-decoration: underline; text-align: left; }
    mark { background: #fff0b3; color: inherit; }
  `;

  function element(name, text, properties = {}) {
    const made = Object.assign(document.createElement(name), properties);
    made.textContent = text;
    return made;
  }

  // The snippet as nodes: highlights count characters (code points), as Python does, not UTF-16 units.
  function snippet(text, highlights) {
    const characters = Array.from(text);
    const paragraph = document.createElement("p");
    let position = 0;
    for (const [start, end] of highlights) {
      paragraph.append(characters.slice(position, start).join(""), element("mark", characters.slice(start, end).join("")));
      position = end;
    }
    paragraph.append(characters.slice(position).join(""));
    return paragraph;
  }

  class VienDanSearch extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet(); // not subject to the page's Content-Security-Policy, as a style element is
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      const form = document.createElement("form");
      form.setAttribute("role", "search");
      const placeholder = this.getAttribute("placeholder") || "Từ cần tìm, số văn bản, điều khoản…";
      this.input = element("input", "", { type: "search", id: "q", maxLength: 500, autocomplete: "off", placeholder });
      this.status = element("div", "");
      this.status.setAttribute("role", "status");
      this.status.setAttribute("aria-live", "polite");
      this.list = document.createElement("ul");
      form.append(this.input, element("button", "Tìm"));
      root.append(element("label", "Tìm trong văn bản", { htmlFor: "q" }), form, this.status, this.list);
      this.input.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.search(true), PAUSE);
      });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.search();
      });
      root.addEventListener("keydown", (event) => this.move(event));
    }

    disconnectedCallback() {
      clearTimeout(this.timer);
      this.request?.abort();
    }

    get server() {
      return (this.getAttribute("server") || HOME).replace(/\/+$/, "");
    }

    // Arrow keys walk from the box through the hits; Escape goes back to the box.
    move(event) {
      const stops = [this.input, ...this.list.querySelectorAll("a")];
      const here = stops.indexOf(this.shadowRoot.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const next = event.key === "Escape" && here > 0 ? this.input : step && here >= 0 && stops[here + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
    }

    // Whoever is still typing gets what the likeliest endings of the last word find.
    async search(isTyping = false) {
      clearTimeout(this.timer);
      this.request?.abort();
      const query = this.input.value.trim();
      if (query.length < SHORTEST) return this.show("", []);
      const request = (this.request = new AbortController());
      const parameters = new URLSearchParams({ q: query, limit: this.getAttribute("limit") || "5" });
      if (isTyping) parameters.set("typing", "1");
      if (this.hasAttribute("document")) parameters.set("document", this.getAttribute("document"));
      this.say("Đang tìm…");
      try {
        const response = await fetch(`${this.server}/api/v1/search?${parameters}`, { signal: request.signal, credentials: "omit" });
        const answer = await response.json();
        if (!response.ok) return this.show(answer.error, [], true);
        const documents = (answer.documents || []).slice(0, answer.hits.length ? DOCUMENTS : undefined);
        const lacking = answer.without_text ? "Chưa tìm được trong văn bản chưa có toàn văn" : "";
        const none = lacking || (documents.length ? "Tìm thấy văn bản" : "Không tìm thấy điều khoản nào. Hãy thử ít từ hơn.");
        const count = answer.total ? `Tìm thấy ${answer.total} điều khoản` : none;
        const part = answer.total > answer.hits.length ? `, đây là ${answer.hits.length} kết quả đầu` : "";
        this.show(count + part, [...documents, ...answer.hits]);
        this.status.append(...(answer.hints || []).map((hint) => element("p", hint)));
        if (answer.suggestion) this.offer(answer.suggestion);
      } catch {
        const why = request.signal.aborted ? "" : await this.whyNot();
        if (!request.signal.aborted) this.show(why, [], true);
      }
    }

    offer(query) {
      const button = element("button", query, { type: "button", className: "meant" });
      button.addEventListener("click", () => {
        this.input.value = query;
        this.search();
        this.input.focus();
      });
      const line = element("p", "Ý bạn là: ");
      line.append(button);
      this.status.append(line);
    }

    // A refused page and a silent server look alike to a script; a request without an answer to read tells them apart.
    async whyNot() {
      try {
        await fetch(`${this.server}/healthz`, { mode: "no-cors", credentials: "omit" });
        return `Trang này chưa được phép dùng ô tìm kiếm: người quản trị Viện Dẫn cần thêm “${location.origin}” vào allowed_origins.`;
      } catch {
        return `Không kết nối được với máy chủ Viện Dẫn (${this.server}).`;
      }
    }

    say(message, isError = false) {
      this.status.textContent = message;
      this.status.className = isError ? "error" : "";
    }

    show(message, hits, isError = false) {
      this.say(message, isError);
      this.list.replaceChildren(...hits.map((hit) => this.item(hit)));
    }

    item(hit) {
      const label = hit.label.charAt(0).toUpperCase() + hit.label.slice(1);
      const state = element("p", "", { className: `state ${hit.tone}` });
      state.append(element("b", hit.badge), ` ${hit.status_reason}`);
      if (hit.recognized) state.append(" · ", element("b", "Nhận dạng máy"));
      const item = document.createElement("li");
      item.append(
        element("a", label, { href: this.server + hit.url, target: "_blank", rel: "noopener" }),
        ...(hit.path ? [element("p", hit.path.slice(1).join(" › "), { className: "path" })] : []),
        state,
        ...(hit.path ? [snippet(hit.snippet, hit.highlights)] : []), // a document has neither
      );
      return item;
    }
  }

  if (!customElements.get("vien-dan-search")) customElements.define("vien-dan-search", VienDanSearch);
})();
