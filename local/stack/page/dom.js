// Builds elements without ever parsing text as HTML.

import { LOCALE } from "/words.js";

export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      node.addEventListener(key.slice(2), value);
    } else if (value === true) {
      node.setAttribute(key, "");
    } else if (value !== false && value != null) {
      node.setAttribute(key, value);
    }
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

// A moment or a day such as 2026-12-23, as a day in Jakarta.
export const day = (text) =>
  new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeZone: "Asia/Jakarta" }).format(new Date(text));

export const byId = (id) => document.getElementById(id);

export function notice(sentence) {
  const box = byId("notice");
  box.textContent = sentence;
  box.hidden = !sentence;
  if (sentence) {
    clearTimeout(notice.timer);
    notice.timer = setTimeout(() => (box.hidden = true), 8000);
  }
}

// Runs `step` again and again, 1 to 5 s apart, resting while the page is hidden. `step` returns
// true when something changed, null when nothing did, and false when there is nothing left to
// wait for. Returns a function that ends it.
export function repeat(step) {
  let wait = 1000;
  let timer = 0;
  let ended = false;
  const run = async () => {
    if (ended) return;
    if (!document.hidden) {
      const changed = await step();
      if (changed === false) return;
      wait = changed ? 1000 : Math.min(wait * 1.4, 5000);
    }
    if (!ended) timer = setTimeout(run, wait);
  };
  timer = setTimeout(run, wait);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
