// A small built-in page: sign in, watch batches fill in, look at the pictures.

import { Problem, all, call, config, create, get, session, signIn, signOut } from "/api.js";
import { orderView, plansView, usageView } from "/account.js";
import { byId, day, el, notice, repeat } from "/dom.js";
import { show } from "/viewer.js";
import { LANGUAGE, LOCALE, say } from "/words.js";

const MIXES = {
  skincare: { "skincare-closeup": 3, "skincare-application": 4, "skincare-lifestyle": 3 },
  kids: { "kids-playing": 5, "kids-running": 3, "kids-sitting": 2 },
  fashion: { "fashion-standing": 5, "fashion-walking": 3, "fashion-sitting": 2 },
};
const main = byId("main");
let stop = () => {};
let visit = 0;

const running = (batch) => batch.status === "pending" || batch.status === "processing";
const when = (moment) =>
  new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Jakarta" }).format(new Date(moment));

function place(...children) {
  main.replaceChildren(...children.filter(Boolean));
}

function account() {
  const signedIn = session();
  byId("account").replaceChildren(
    ...(signedIn
      ? [
          el("span", { class: "who" }, signedIn.email),
          el("a", { href: "#/usage", class: "plain" }, say("usage")),
          el("button", { class: "plain", onclick: () => { signOut(); route(); } }, say("sign_out")),
        ]
      : []),
  );
}

function signInView() {
  const enter = async (email, password, button) => {
    button.disabled = true;
    try {
      await signIn(email, password);
      await route();
    } catch (problem) {
      notice(problem.message);
      button.disabled = false;
    }
  };
  const demo = config.demo;
  const form = el(
    "form",
    {
      class: "card form",
      onsubmit: (event) => {
        event.preventDefault();
        const told = new FormData(form);
        enter(told.get("email"), told.get("password"), form.querySelector("button"));
      },
    },
    el("label", {}, say("email"), el("input", { name: "email", type: "email", required: true, autocomplete: "username" })),
    el("label", {}, say("password"), el("input", { name: "password", type: "password", required: true, autocomplete: "current-password" })),
    el("button", { class: demo ? "second" : "first" }, say("sign_in")),
  );
  place(
    el("h1", {}, say("sign_in_title")),
    el("p", { class: "lead" }, say("sign_in_lead")),
    demo && el("button", { class: "first wide", onclick: (event) => enter(demo.email, demo.password, event.target) }, say("sign_in_as_demo")),
    form,
  );
}

function bar(batch) {
  const ended = batch.done + batch.failed + batch.cancelled;
  return el("progress", { max: batch.total, value: ended, "aria-label": say("done_of", batch) });
}

const leaves = (batch) => say("will_be_cleaned", { day: day(batch.cleanup_on) });

function batchCard(batch, product, losing = false) {
  return el(
    "li",
    {},
    el(
      "a",
      { class: "card batch", href: `#/batch/${batch.id}` },
      product?.thumbnail_url ? el("img", { src: product.thumbnail_url, alt: "", loading: "lazy" }) : el("span", { class: "blank" }),
      el(
        "span",
        { class: "grow" },
        el("strong", {}, product?.name ?? say("batch")),
        el("small", {}, `${when(batch.created_at)} · ${say(batch.status)}`),
        bar(batch),
        el("small", {}, `${say("done_of", batch)}${batch.failed ? ` · ${say("and_failed", batch)}` : ""}`),
        losing ? el("small", {}, leaves(batch)) : null,
      ),
    ),
  );
}

async function homeView(_, follow) {
  const [products, avatars, kits] = await Promise.all([all("/products"), all("/avatars"), all("/brand-kits")]);
  const byProduct = Object.fromEntries(products.map((product) => [product.id, product]));
  const list = el("ul", { class: "batches", "aria-live": "polite" });
  const draw = async () => {
    const page = await get("/generations?limit=20");
    const cards = page.data.map((batch) => batchCard(batch, byProduct[batch.product_id]));
    list.replaceChildren(...(cards.length ? cards : [el("li", { class: "quiet" }, say("no_batch"))]));
    return page.data.some(running);
  };
  await draw();
  follow(draw);
  return [el("h1", {}, say("batches")), list, newBatch(kits, avatars, products)];
}

// Batches that will lose pictures, the next one first.
async function photosView() {
  const [batches, products] = await Promise.all([all("/generations"), all("/products")]);
  const byProduct = Object.fromEntries(products.map((product) => [product.id, product]));
  const losing = batches.filter((batch) => batch.cleanup_on && !batch.cleaned_at);
  losing.sort((one, other) => one.cleanup_on.localeCompare(other.cleanup_on));
  const cards = losing.map((batch) => batchCard(batch, byProduct[batch.product_id], true));
  return [
    el("h1", {}, say("keep_title")),
    el("p", { class: "lead" }, say("how_to_keep")),
    el("ul", { class: "batches" }, ...(cards.length ? cards : [el("li", { class: "quiet" }, say("nothing_to_lose"))])),
  ];
}

function newBatch(kits, avatars, products) {
  if (!avatars.length || !products.length) {
    return el("p", { class: "quiet" }, say("needs_api"));
  }
  const kitName = Object.fromEntries(kits.map((kit) => [kit.id, kit.name]));
  const options = (entries) => entries.map((entry) => el("option", { value: entry.id }, `${entry.name} — ${kitName[entry.brand_kit_id] ?? ""}`));
  const form = el(
    "form",
    { class: "card form", onsubmit: (event) => { event.preventDefault(); submit(); } },
    el("h2", {}, say("make_photos")),
    el("label", {}, say("product"), el("select", { name: "product" }, ...options(products))),
    el("label", {}, say("avatar"), el("select", { name: "avatar" }, ...options(avatars))),
    el("label", {}, say("style"), el("select", { name: "mix" }, el("option", { value: "skincare" }, say("skincare")), el("option", { value: "fashion" }, say("fashion")), el("option", { value: "kids" }, say("kids")))),
    el("fieldset", {}, el("legend", {}, say("count")), ...[10, 40, 100].map((count) => el("label", { class: "chip" }, el("input", { type: "radio", name: "count", value: count, checked: count === 10 }), ` ${count}`))),
    el("button", { class: "first" }, say("make_photos")),
  );
  const submit = async () => {
    const told = new FormData(form);
    const button = form.querySelector("button");
    const tenths = Number(told.get("count")) / 10;
    const product = products.find((entry) => entry.id === told.get("product"));
    const mix = Object.entries(MIXES[told.get("mix")]).map(([key, share]) => [key, share * tenths]);
    button.disabled = true;
    try {
      const batch = await create("/generations", {
        brand_kit_id: product.brand_kit_id,
        avatar_ids: [told.get("avatar")],
        product_id: product.id,
        distribution: Object.fromEntries(mix),
      });
      location.hash = `#/batch/${batch.id}`;
    } catch (problem) {
      report(problem);
      button.disabled = false;
    }
  };
  return form;
}

async function batchView(id, follow) {
  const heading = el("h1", {}, say("batch"));
  const state = el("div", { class: "state", "aria-live": "polite" });
  const tiles = el("ul", { class: "tiles" });
  let poses = [];
  let seen = -1;
  const draw = async () => {
    const batch = await get(`/generations/${id}`);
    const ended = batch.done + batch.failed;
    const changed = ended !== seen;
    if (changed) {
      poses = (await all(`/generations/${id}/poses`)).filter((pose) => pose.url);
      fill(tiles, poses, batch);
      seen = ended;
    }
    state.replaceChildren(...summary(batch));
    return running(batch) ? changed || null : false;
  };
  await draw();
  follow(draw);
  return [heading, state, tiles];
}

function summary(batch) {
  const words = [bar(batch), el("p", {}, el("strong", {}, say("done_of", batch)), ` · ${say(batch.status)}`)];
  if (batch.reason) words.push(el("p", { class: "quiet" }, batch.reason.detail));
  if (running(batch)) {
    const left = batch.eta_seconds ? `${say("seconds_left", { seconds: batch.eta_seconds })} ` : "";
    words.push(el("p", { class: "quiet" }, `${left}${say("may_close")}`));
    words.push(el("button", { class: "second", onclick: () => act(batch.id, "cancel") }, say("cancel_rest")));
  } else if (batch.cleaned_at) {
    words.push(el("p", { class: "quiet" }, say("was_cleaned", { count: batch.cleaned, day: day(batch.cleaned_at) })));
  } else if (batch.cleanup_on) {
    words.push(el("p", { class: "quiet" }, `${leaves(batch)}. ${say("how_to_keep")}`));
  }
  if (!running(batch) && batch.failed && !batch.retried_by) {
    words.push(el("button", { class: "second", onclick: () => act(batch.id, "retry") }, say("try_again", batch)));
  } else if (batch.retried_by) {
    words.push(el("a", { href: `#/batch/${batch.retried_by}` }, say("see_retry")));
  }
  return words;
}

async function act(id, verb) {
  try {
    const batch = await call("POST", `/generations/${id}/${verb}`, undefined, { "idempotency-key": crypto.randomUUID() });
    if (batch.id !== id) location.hash = `#/batch/${batch.id}`;
    else await route();
  } catch (problem) {
    report(problem);
  }
}

function fill(tiles, poses, batch) {
  const have = new Set([...tiles.children].map((tile) => tile.dataset.id).filter(Boolean));
  const waiting = [...tiles.querySelectorAll(".waiting")];
  poses.forEach((pose, index) => {
    if (have.has(pose.id)) return;
    const tile = el("li", { "data-id": pose.id }, el("button", { onclick: () => show(poses, poses.indexOf(pose)), "aria-label": say("open_photo", { number: index + 1 }) }, el("img", { src: pose.thumbnail_url, alt: say("photo", { number: pose.slot + 1 }), loading: "lazy" })));
    const empty = waiting.shift();
    if (empty) empty.replaceWith(tile);
    else tiles.append(tile);
  });
  const open = running(batch) ? batch.total - batch.done - batch.failed - batch.cancelled : 0;
  const blanks = [...tiles.querySelectorAll(".waiting")];
  blanks.slice(open).forEach((blank) => blank.remove());
  for (let count = blanks.length; count < open; count += 1) tiles.append(el("li", { class: "waiting", "aria-hidden": "true" }));
}

function report(problem) {
  if (problem instanceof Problem && problem.status === 401) {
    signOut();
    route();
    return false;
  }
  notice(problem.message);
  return true;
}

// Behind `#/`: what mails and payments lead to (lumiku/console.py). A view takes an optional id and
// what to call with a function that shall go on being called while the view is there.
const PAGES = {
  plans: plansView,
  usage: usageView,
  photos: photosView,
  batch: batchView,
  order: orderView,
};

async function route() {
  const mine = (visit += 1);
  stop();
  stop = () => {};
  account();
  if (!session()) return signInView();
  const [, page, id] = location.hash.match(/^#\/(\w+)(?:\/(\w+))?$/) ?? [];
  const view = Object.hasOwn(PAGES, page ?? "") ? PAGES[page] : homeView;
  // An answer that comes after the next click belongs to no page any more.
  const follow = (draw) => {
    if (mine === visit) stop = repeat(() => draw().catch(report));
  };
  try {
    const shown = await view(id, follow);
    if (mine !== visit) return;
    place(view !== homeView && el("a", { href: "#/", class: "back" }, say("all_batches")), ...shown);
  } catch (problem) {
    if (mine === visit) report(problem);
  }
  main.focus({ preventScroll: true });
}

function dress() {
  document.documentElement.lang = LANGUAGE;
  for (const node of document.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
}

dress();
addEventListener("hashchange", route);
route();
