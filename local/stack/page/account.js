// What mails link to: the plans, this month's use, and an order.

import { get } from "/api.js";
import { day, el } from "/dom.js";
import { LOCALE, say } from "/words.js";

const rupiah = (amount) => `Rp ${amount.toLocaleString(LOCALE)}`;
const title = (tier) => tier[0].toUpperCase() + tier.slice(1);
const count = (number) => number.toLocaleString(LOCALE);

function span(seconds) {
  if (seconds % 3600 === 0) return say("hours", { count: seconds / 3600 });
  return seconds % 60 === 0 ? say("minutes", { count: seconds / 60 }) : say("seconds", { count: seconds });
}

function price(plan) {
  if (!plan.price_idr) return say("free");
  return say(plan.price_is_from ? "from_per_month" : "per_month", { price: rupiah(plan.price_idr) });
}

function facts(pairs) {
  const shown = pairs.filter(([, value]) => value != null);
  return el("dl", { class: "facts" }, ...shown.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function slowed(plan) {
  if (plan.thresholds) return say("above", { count: count(plan.thresholds.orange) });
  return plan.poses_per_month == null ? say("never") : null;
}

function planCard(plan, mine) {
  return el(
    "li",
    { class: mine ? "card mine" : "card" },
    el("h2", {}, title(plan.tier), mine ? el("small", {}, ` · ${say("your_plan")}`) : null),
    el("p", {}, price(plan)),
    facts([
      [say("photos_a_month"), plan.poses_per_month == null ? say("unlimited") : count(plan.poses_per_month)],
      [say("first_photo"), say(plan.best_effort ? "within_best_effort" : "within", { time: span(plan.promise_seconds) })],
      [say("slows_down"), slowed(plan)],
      [say("watermark"), say(plan.watermark ? "yes" : "no")],
    ]),
  );
}

export async function plansView() {
  const [plans, usage] = await Promise.all([get("/plans"), get("/usage")]);
  return [
    el("h1", {}, say("plans")),
    el("ul", { class: "plans" }, ...plans.data.map((plan) => planCard(plan, plan.tier === usage.tier))),
    el("p", {}, el("a", { href: "/v1/fair-use" }, say("fair_use"))),
  ];
}

function days(usage) {
  const most = Math.max(1, ...usage.days.map((entry) => entry.used));
  const bars = usage.days.map((entry) =>
    el("li", { title: say("photos_on", { day: day(entry.day), count: count(entry.used) }) }, el("meter", { max: most, value: entry.used, "aria-label": day(entry.day) }), el("small", {}, String(Number(entry.day.slice(8))))),
  );
  return el("ol", { class: "days" }, ...bars);
}

export async function usageView() {
  const usage = await get("/usage");
  const words = [
    el("h1", {}, say("usage_title")),
    el("p", { class: "lead" }, el("strong", {}, count(usage.used)), ` ${say("photos_made")}`, usage.held ? ` · ${say("being_made", { count: count(usage.held) })}` : ""),
  ];
  if (usage.reason) words.push(el("p", { class: "card" }, usage.reason.detail));
  words.push(
    facts([
      [say("plan"), title(usage.tier)],
      [say("left"), usage.remaining == null ? null : say("left_of", { count: count(usage.remaining), total: count(usage.limit) })],
      [say("speed"), usage.limit == null ? say(usage.level) : null],
      [say("resets"), day(usage.resets_at)],
      [say("better_plan"), usage.recommendation && title(usage.recommendation)],
    ]),
    days(usage),
    el("p", {}, el("a", { href: "#/plans" }, say("compare"))),
  );
  return words;
}

export async function orderView(id) {
  const order = await get(`/billing/orders/${id}`);
  const words = [
    el("h1", {}, say("plan_named", { plan: title(order.tier) })),
    facts([
      [say("order"), order.id],
      [say("duration"), say("months", { count: order.months })],
      [say("amount"), rupiah(order.amount_idr)],
      [say("state"), say(`order_${order.status}`)],
      [say("valid_until"), order.valid_until && day(order.valid_until)],
    ]),
  ];
  if (order.status === "open" && order.payment_url) words.push(el("p", {}, el("a", { href: order.payment_url }, say("pay"))));
  return words;
}
