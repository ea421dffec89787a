// One picture large: swipe or arrow keys to the next, a star to keep it.

import { call } from "/api.js";
import { byId, notice } from "/dom.js";
import { say } from "/words.js";

const dialog = byId("viewer");
let poses = [];
let at = 0;

export function show(list, index) {
  poses = list;
  at = index;
  draw();
  if (!dialog.open) dialog.showModal();
}

function draw() {
  const pose = poses[at];
  byId("viewer-image").src = pose.url;
  byId("viewer-image").alt = say("photo", { number: pose.slot + 1 });
  byId("viewer-text").textContent = say("of", { number: at + 1, total: poses.length });
  const keep = byId("viewer-keep");
  keep.textContent = say(pose.favourite ? "kept" : "keep");
  keep.setAttribute("aria-pressed", String(pose.favourite));
}

function step(by) {
  at = (at + by + poses.length) % poses.length;
  draw();
}

async function toggle() {
  const pose = poses[at];
  try {
    Object.assign(pose, await call("PATCH", `/poses/${pose.id}`, { favourite: !pose.favourite }));
    draw();
  } catch (problem) {
    notice(problem.message);
  }
}

byId("viewer-back").addEventListener("click", () => step(-1));
byId("viewer-next").addEventListener("click", () => step(1));
byId("viewer-keep").addEventListener("click", toggle);
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") step(-1);
  if (event.key === "ArrowRight") step(1);
});
let touched = null;
dialog.addEventListener("touchstart", (event) => (touched = event.touches[0].clientX), { passive: true });
dialog.addEventListener("touchend", (event) => {
  const moved = event.changedTouches[0].clientX - touched;
  if (Math.abs(moved) > 50) step(moved > 0 ? -1 : 1);
});
