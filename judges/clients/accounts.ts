// Logging in, which is the same at every service that has accounts.

import createClient from "openapi-fetch";
import type { paths } from "./api.ts";
import { found } from "./found.ts";

export const baseUrl = process.argv[2] ?? "";
export const password = process.env["ADMIN_PASSWORD"] ?? "";
export const anybody = createClient<paths>({ baseUrl });

export async function logIn(email: string) {
  const pair = found(await anybody.POST("/api/v1/auth/login", { body: { email, password } }), 200);
  const authorization = `Bearer ${pair.access_token}`;
  return { pair, authorization, client: createClient<paths>({ baseUrl, headers: { authorization } }) };
}
