// Calls Cognito and /v1; everything that can go wrong becomes a sentence.

import { LANGUAGE, say } from "/words.js";

const KEPT = "lumiku.session";

export class Problem extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

export const config = await fetch("/config.json").then((answer) => answer.json());

export function session() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  return kept && kept.until > Date.now() ? kept : null;
}

export function signOut() {
  sessionStorage.removeItem(KEPT);
}

export async function signIn(email, password) {
  const answer = await fetch(config.cognito, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
    },
    body: JSON.stringify({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: config.client_id,
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  });
  const told = await answer.json();
  if (!answer.ok) {
    throw new Problem(say("wrong_password"), answer.status);
  }
  const result = told.AuthenticationResult;
  const until = Date.now() + (result.ExpiresIn - 60) * 1000;
  sessionStorage.setItem(KEPT, JSON.stringify({ email, token: result.IdToken, until }));
}

export async function call(method, path, body, headers = {}) {
  const signedIn = session();
  if (!signedIn) {
    throw new Problem(say("sign_in_again"), 401);
  }
  const answer = await fetch(`/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${signedIn.token}`,
      "accept-language": LANGUAGE,
      ...(body ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    body: body && JSON.stringify(body),
  }).catch(() => {
    throw new Problem(say("unreachable"), 0);
  });
  const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
  if (!answer.ok) {
    throw new Problem(told.detail ?? say("trouble"), answer.status);
  }
  return told;
}

export const get = (path) => call("GET", path);

export const create = (path, body) =>
  call("POST", path, body, { "idempotency-key": crypto.randomUUID() });

export async function all(path) {
  const entries = [];
  let cursor = null;
  do {
    const joint = path.includes("?") ? "&" : "?";
    const step = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const page = await get(`${path}${joint}limit=100${step}`);
    entries.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor);
  return entries;
}
