/** A brand kit, a batch and a poster, made with nothing but the types of docs/openapi.json. */

import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import createClient, { type FetchResponse } from "openapi-fetch";

import type { components, paths } from "./out/ts/api.js";

type Schemas = components["schemas"];

const [address, token, avatarPicture, productPicture] = process.argv.slice(2);
if (!address || !token || !avatarPicture || !productPicture) {
  throw new Error("usage: journey ADDRESS TOKEN AVATAR_PICTURE PRODUCT_PICTURE");
}

const api = createClient<paths>({
  baseUrl: address,
  headers: { Authorization: `Bearer ${token}`, "Accept-Language": "en" },
});

/** The answer of a request that must succeed; a problem becomes an error with its code. */
function done<T extends Record<string | number, unknown>, O, M extends `${string}/${string}`>(
  answer: FetchResponse<T, O, M>,
): NonNullable<FetchResponse<T, O, M>["data"]> {
  if (answer.data === undefined || answer.data === null) {
    throw new Error(`${answer.response.status} ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

/** Asks again until an answer is final. */
async function finished<T>(ask: () => Promise<T>, isFinal: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 400; tries += 1) {
    const answer = await ask();
    if (isFinal(answer)) return answer;
    await sleep(250);
  }
  throw new Error("it never ended");
}

async function upload(kind: Schemas["UploadKind"], path: string): Promise<string> {
  const file = await readFile(path);
  const ticket = done(
    await api.POST("/v1/uploads", {
      body: { kind, filename: "picture.jpg", content_type: "image/jpeg", size: file.length },
    }),
  );
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
  form.append("file", new Blob([new Uint8Array(file)], { type: "image/jpeg" }), "picture.jpg");
  const sent = await fetch(ticket.url, { method: "POST", body: form });
  if (!sent.ok) throw new Error(`the upload was refused: ${sent.status}`);
  const looked = await finished(
    async () =>
      done(await api.GET("/v1/uploads/{upload_id}", { params: { path: { upload_id: ticket.id } } })),
    (upload) => upload.status !== "waiting",
  );
  if (looked.status !== "ready") throw new Error(`rejected: ${looked.reason?.detail ?? ""}`);
  return looked.id;
}

const kit = done(
  await api.POST("/v1/brand-kits", {
    params: { header: { "Idempotency-Key": crypto.randomUUID() } },
    body: { name: "Aura TS", category: "skincare", colors: ["#FFB6C1", "#C71585"] },
  }),
);
const avatar = done(
  await api.POST("/v1/avatars", {
    body: {
      brand_kit_id: kit.id,
      name: "Model",
      upload_id: await upload("avatar", avatarPicture),
      gender: "female",
      age_range: "young",
      release: { signed_by: "Dewi Lestari", signed_on: "2025-01-12" },
    },
  }),
);
const product = done(
  await api.POST("/v1/products", {
    body: {
      brand_kit_id: kit.id,
      name: "Serum",
      upload_id: await upload("product", productPicture),
      category: "skincare",
      product_type: "bottle",
      placement: "hand-held",
    },
  }),
);
const ordered = done(
  await api.POST("/v1/generations", {
    body: {
      brand_kit_id: kit.id,
      avatar_ids: [avatar.id],
      product_id: product.id,
      distribution: { "skincare-closeup": 2 },
    },
  }),
);
const batch = await finished(
  async () =>
    done(
      await api.GET("/v1/generations/{generation_id}", {
        params: { path: { generation_id: ordered.id } },
      }),
    ),
  (generation) => generation.finished_at !== null,
);
const photos = done(
  await api.GET("/v1/generations/{generation_id}/poses", {
    params: { path: { generation_id: batch.id }, query: { limit: 10 } },
  }),
);
const templates = done(await api.GET("/v1/poster-templates"));
const template = templates.data.find((one) => one.included && one.photos === 1);
const photo = photos.data.find((one) => one.outcome === "ok");
if (!template || !photo) throw new Error("there is nothing to make a poster of");
const made = done(
  await api.POST("/v1/posters", {
    body: {
      brand_kit_id: kit.id,
      template: template.key,
      pose_ids: [photo.id],
      content: { headline: "Kulit cerah", price: 99_000, product: "Serum" },
      format: "ig_post",
    },
  }),
);
const poster = await finished(
  async () =>
    done(await api.GET("/v1/posters/{poster_id}", { params: { path: { poster_id: made.id } } })),
  (one) => one.status !== "waiting",
);
const texts = poster.doc?.layers?.flatMap((layer) => (layer.type === "text" ? layer.lines : []));

const refused = await api.GET("/v1/brand-kits/{brand_kit_id}", {
  params: { path: { brand_kit_id: "kit_00000000000000000000000000" } },
});
const kind = refused.error && "kind" in refused.error ? refused.error.kind : undefined;

console.log(
  JSON.stringify({
    kit: kit.id,
    batch: batch.id,
    done: batch.done,
    poster: poster.id,
    status: poster.status,
    texts,
    missing: kind,
  }),
);
