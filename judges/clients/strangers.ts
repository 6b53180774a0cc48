// What an account makes is out of reach for others: a stranger asks for it by every operation of the document that takes
// its key, is refused by each that is not public, and leaves no trace.

import assert from "node:assert/strict";
import type { Middleware } from "openapi-fetch";

type Operation = { security?: object[] };

export class Strangers {
  /** Every operation that has refused the stranger. */
  readonly refused = new Set<string>();
  readonly #base: string;
  readonly #token: string;

  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  /** Has the stranger ask for each row as soon as it is made. */
  watch(): Middleware {
    const bodies = new Map<string, string>();
    return {
      onRequest: async ({ id, request }) => {
        if (request.method === "POST") bodies.set(id, await request.clone().text());
      },
      onResponse: async ({ id, request, response, schemaPath }) => {
        const location = response.headers.get("location");
        if (response.status !== 201 || location === null) return;
        const owner = request.headers.get("authorization") ?? "";
        await this.ask(schemaPath, location, JSON.parse(bodies.get(id) ?? ""), owner);
      },
    };
  }

  async ask(collection: string, row: string, body: Record<string, unknown>, owner: string): Promise<void> {
    const before = await this.#etag(row, owner);
    const { paths, security } = await (await fetch(`${this.#base}/openapi.json`)).json();
    for (const [path, operations] of Object.entries<Record<string, Operation>>(paths)) {
      if (!path.startsWith(`${collection}/{id}`)) continue;
      const target = path
        .replace(`${collection}/{id}`, row)
        .replace(/\{(\w+)\}/, (_, name: string) => (body[`${name}s`] as string[])[0] ?? "");
      for (const [method, operation] of Object.entries(operations)) {
        const isPublic = (operation.security ?? security).some((scheme: object) => Object.keys(scheme).length === 0);
        if (!isPublic) await this.#isRefused(method.toUpperCase(), path, target, body);
      }
    }
    assert.equal(await this.#etag(row, owner), before, `${row} has changed`);
  }

  async #isRefused(method: string, path: string, target: string, body: unknown): Promise<void> {
    const answer = await fetch(this.#base + target, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      ...(method === "GET" || method === "DELETE" ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok([403, 404].includes(answer.status), `${method} ${target} as a stranger: ${answer.status}`);
    this.refused.add(`${method} ${path}`);
  }

  async #etag(row: string, authorization: string): Promise<string> {
    const answer = await fetch(this.#base + row, { headers: { authorization } });
    assert.equal(answer.status, 200, row);
    return answer.headers.get("etag") ?? "";
  }
}
