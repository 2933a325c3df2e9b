// What a script adds to pages that work without one: answers that arrive in parts, quotes that open
// beside the answer, shortcuts, and buttons that copy. The server writes all HTML.
"use strict";

const byId = (id) => document.getElementById(id);

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue; // only on https and localhost
  button.hidden = false;
  button.addEventListener("click", async () => {
    const label = button.textContent;
    await navigator.clipboard.writeText(byId(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

if (document.body.classList.contains("ask")) ask();

function ask() {
  const form = byId("form"), result = byId("result"), status = byId("status");
  const beside = byId("beside"), besideBody = byId("beside-body"), keys = byId("keys");
  let running = null; // aborts the request whose answer is being shown
  let opening = null; // aborts the quote that is on its way into the panel
  let opener = null; // what the panel was opened from
  const here = () => location.pathname + location.search;
  let shown = here(); // the address whose answer is on the page

  // Questions: the address says all, so going back and reloading ask the same again.
  function addressOf() {
    const fields = [...new FormData(form)].filter(([, value]) => value.trim());
    return form.getAttribute("action") + "?" + new URLSearchParams(fields);
  }

  async function show(address) {
    running?.abort();
    const aborter = running = new AbortController();
    hideBeside();
    shown = here();
    result.setAttribute("aria-busy", "true");
    status.textContent = status.dataset.working;
    try {
      const reply = await fetch(address, {
        headers: { Accept: "application/x-ndjson" }, signal: aborter.signal,
      });
      await fill(reply);
    } catch (error) {
      if (aborter.signal.aborted) return;
      status.textContent = "";
      result.replaceChildren(byId("offline").content.cloneNode(true));
      result.querySelector("[data-again]").addEventListener("click", () => show(address));
    }
    if (running === aborter) result.removeAttribute("aria-busy");
  }

  async function fill(reply) {
    let fresh = true;
    const add = (html) => {
      if (fresh) {
        result.replaceChildren();
        result.removeAttribute("aria-busy");
        if (new URLSearchParams(location.search).get("q")) result.focus({ preventScroll: true });
        else byId("question").focus();
      }
      fresh = false;
      result.insertAdjacentHTML("beforeend", html);
    };
    if (!reply.headers.get("Content-Type").includes("ndjson")) {
      add(await reply.text());
      status.textContent = ""; // the alert speaks for itself
      return;
    }
    let ended = false;
    for await (const line of lines(reply.body)) {
      const part = JSON.parse(line);
      if (part.html) add(part.html);
      ended ||= Boolean(part.end);
    }
    if (!ended) throw new Error("cut short");
    status.textContent = byId("done")?.dataset.status ?? "";
    window.scrollTo({ top: 0 });
  }

  async function* lines(stream) {
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const found = (rest + value).split("\n");
      rest = found.pop();
      yield* found;
    }
    if (rest) yield rest;
  }

  function go(address) {
    history[beside.hidden ? "pushState" : "replaceState"](null, "", address);
    setForm();
    show(address);
  }

  function setForm() {
    const query = new URLSearchParams(location.search);
    let filtered = false;
    for (const field of form.querySelectorAll("input, select")) {
      if (field.name === "ui") continue;
      field.value = query.get(field.name) ?? "";
      filtered ||= field.name !== "q" && Boolean(field.value);
    }
    byId("filters").open ||= filtered;
    byId("clear").hidden = !filtered;
    const clear = new URLSearchParams(location.search);
    for (const name of [...clear.keys()]) if (name !== "q" && name !== "ui") clear.delete(name);
    byId("clear").firstElementChild.search = "?" + clear;
    document.title = (query.get("q") ? query.get("q").slice(0, 60) + " · " : "") + "问据 wenju";
    for (const link of document.querySelectorAll(".languages a")) {
      const other = new URLSearchParams(location.search);
      other.set("ui", new URL(link.href).searchParams.get("ui"));
      link.search = "?" + other;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(addressOf());
  });
  window.addEventListener("popstate", () => {
    if (here() === shown) return hideBeside(); // back from the panel, or to a place on the page
    setForm();
    show(location.href);
  });

  // Quotes: a citation opens beside the answer; with a modifier key, or without this script, as a page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.matches("[data-beside]")) {
      event.preventDefault();
      openBeside(link);
    } else if (link.closest("#result, .filters") && new URL(link.href).pathname === location.pathname) {
      event.preventDefault();
      go(link.href);
    }
  });

  // The panel is a step of the history, so that going back, as one does on a phone, closes it.
  async function openBeside(link) {
    opening?.abort();
    const aborter = opening = new AbortController();
    let article = null;
    try {
      const reply = await fetch(link.href, { headers: { Accept: "text/html" }, signal: aborter.signal });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      article = page.querySelector("main > article") ?? page.querySelector("main");
    } catch { /* told below */ }
    if (aborter.signal.aborted) return; // another quote or question was wanted in the meantime
    if (!article) {
      location.assign(link.href); // let the browser say what is wrong
      return;
    }
    besideBody.replaceChildren(...article.children);
    byId("beside-page").href = link.href;
    for (const other of document.querySelectorAll(".marker[aria-current]")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    opener = link;
    if (beside.hidden) history.pushState(null, "", location.href);
    beside.hidden = false;
    document.body.classList.add("has-beside");
    beside.focus({ preventScroll: true });
    const quote = besideBody.querySelector("#q");
    if (quote) beside.scrollTop += quote.getBoundingClientRect().top - beside.getBoundingClientRect().top - beside.clientHeight / 3;
  }

  function closeBeside() {
    if (!beside.hidden) history.back();
  }

  function hideBeside() {
    opening?.abort();
    if (beside.hidden) return;
    beside.hidden = true;
    besideBody.replaceChildren();
    document.body.classList.remove("has-beside");
    opener?.removeAttribute("aria-current");
    if (opener?.isConnected) opener.focus();
    opener = null;
  }
  byId("beside-close").addEventListener("click", closeBeside);

  // Shortcuts: not while typing, and they can be turned off.
  const off = () => localStorage.getItem("wenju-keys") === "off";
  const keysSwitch = byId("keys-switch");
  const label = () => { keysSwitch.textContent = off() ? keysSwitch.dataset.on : keysSwitch.dataset.off; };
  keysSwitch.addEventListener("click", () => {
    localStorage.setItem("wenju-keys", off() ? "on" : "off");
    label();
  });
  label();
  keys.hidden = false;

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "Escape") return typing ? typing.blur() : closeBeside();
    if (typing || off() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      byId("question").focus();
      byId("question").select();
    } else if (/^[1-9]$/.test(event.key)) {
      const link = result.querySelector(`.marker[data-marker="${event.key}"]`);
      if (link) openBeside(link);
    }
  });
}
