// What mails link to: the plans, this month's use, and an order.

import { get } from "/api.js";
import { day, el } from "/dom.js";

const LEVEL = {
  GREEN: "Kecepatan penuh",
  YELLOW: "Pemakaian tinggi, masih kecepatan penuh",
  ORANGE: "Melambat pada jam sibuk",
  RED: "Melambat pada jam sibuk, sedang kami tinjau",
};
const ORDER = { open: "Menunggu pembayaran", paid: "Lunas", failed: "Pembayaran gagal" };

const rupiah = (amount) => `Rp ${amount.toLocaleString("id-ID")}`;
const title = (tier) => tier[0].toUpperCase() + tier.slice(1);
const count = (number) => number.toLocaleString("id-ID");

function span(seconds) {
  if (seconds % 3600 === 0) return `${seconds / 3600} jam`;
  return seconds % 60 === 0 ? `${seconds / 60} menit` : `${seconds} detik`;
}

function price(plan) {
  if (!plan.price_idr) return "Gratis";
  return `${plan.price_is_from ? "mulai " : ""}${rupiah(plan.price_idr)} per bulan`;
}

function facts(pairs) {
  const shown = pairs.filter(([, value]) => value != null);
  return el("dl", { class: "facts" }, ...shown.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function slowed(plan) {
  if (plan.thresholds) return `di atas ${count(plan.thresholds.orange)} foto`;
  return plan.poses_per_month == null ? "tidak pernah" : null;
}

function planCard(plan, mine) {
  return el(
    "li",
    { class: mine ? "card mine" : "card" },
    el("h2", {}, title(plan.tier), mine ? el("small", {}, " · paket Anda") : null),
    el("p", {}, price(plan)),
    facts([
      ["Foto per bulan", plan.poses_per_month == null ? "tanpa batas, pemakaian wajar" : count(plan.poses_per_month)],
      ["Foto pertama", `dalam ${span(plan.promise_seconds)}${plan.best_effort ? " (upaya terbaik)" : ""}`],
      ["Jam sibuk melambat", slowed(plan)],
      ["Tanda air", plan.watermark ? "ya" : "tidak"],
    ]),
  );
}

export async function plansView() {
  const [plans, usage] = await Promise.all([get("/plans"), get("/usage")]);
  return [
    el("h1", {}, "Paket"),
    el("ul", { class: "plans" }, ...plans.data.map((plan) => planCard(plan, plan.tier === usage.tier))),
    el("p", {}, el("a", { href: "/v1/fair-use" }, "Kebijakan pemakaian wajar")),
  ];
}

function days(usage) {
  const most = Math.max(1, ...usage.days.map((entry) => entry.used));
  const bars = usage.days.map((entry) =>
    el("li", { title: `${day(entry.day)}: ${count(entry.used)} foto` }, el("meter", { max: most, value: entry.used, "aria-label": day(entry.day) }), el("small", {}, String(Number(entry.day.slice(8))))),
  );
  return el("ol", { class: "days" }, ...bars);
}

export async function usageView() {
  const usage = await get("/usage");
  const words = [
    el("h1", {}, "Pemakaian bulan ini"),
    el("p", { class: "lead" }, el("strong", {}, count(usage.used)), " foto jadi", usage.held ? ` · ${count(usage.held)} sedang dibuat` : ""),
  ];
  if (usage.reason) words.push(el("p", { class: "card" }, usage.reason.detail));
  words.push(
    facts([
      ["Paket", title(usage.tier)],
      ["Tersisa", usage.remaining == null ? null : `${count(usage.remaining)} dari ${count(usage.limit)}`],
      ["Kecepatan", usage.limit == null ? LEVEL[usage.level] : null],
      ["Mulai lagi dari nol", day(usage.resets_at)],
      ["Paket yang lebih cocok", usage.recommendation && title(usage.recommendation)],
    ]),
    days(usage),
    el("p", {}, el("a", { href: "#/plans" }, "Bandingkan paket")),
  );
  return words;
}

export async function orderView(id) {
  const order = await get(`/billing/orders/${id}`);
  const words = [
    el("h1", {}, `Paket ${title(order.tier)}`),
    facts([
      ["Pesanan", order.id],
      ["Lama", `${order.months} bulan`],
      ["Jumlah", rupiah(order.amount_idr)],
      ["Keadaan", ORDER[order.status]],
      ["Berlaku sampai", order.valid_until && day(order.valid_until)],
    ]),
  ];
  if (order.status === "open" && order.payment_url) words.push(el("p", {}, el("a", { href: order.payment_url }, "Bayar sekarang")));
  return words;
}
