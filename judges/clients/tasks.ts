// A list of tasks through a client made from its document: registering, logging in, the list itself, and the way out.

import assert from "node:assert/strict";
import { anybody, baseUrl, logIn, password } from "./accounts.ts";
import { found } from "./found.ts";
import { Strangers } from "./strangers.ts";

const mark = Date.now();

// In: by registering and by password, not without.
const email = `carol-${mark}@example.com`;
const account = found(
  await anybody.POST("/api/v1/auth/register", { body: { email, password, full_name: "Carol" } }),
  201,
);
const wrong = await anybody.POST("/api/v1/auth/login", { body: { email, password: `${password}!` } });
assert.equal(wrong.error?.status, 401);
assert.equal((await anybody.GET("/api/v1/tasks")).error?.status, 401);
const { client: carol, authorization, pair } = await logIn(email);
assert.equal(pair.token_type, "Bearer");
const { pair: bobs } = await logIn("bob@example.com");
const strangers = new Strangers(baseUrl, bobs.access_token);
carol.use(strangers.watch());
assert.equal(found(await carol.GET("/api/v1/auth/me"), 200).id, account.id);
await strangers.ask("/api/v1/users", `/api/v1/users/${account.id}`, { email, full_name: "Mallory" }, authorization);

// Create, read, list.
const created = await carol.POST("/api/v1/tasks", { body: { title: "Water the plants", due_on: "2026-03-01" } });
const task = found(created, 201);
assert.deepEqual([task.completed, task.owner_id], [false, account.id]);
const path = { id: task.id };
assert.equal(found(await carol.GET("/api/v1/tasks/{id}", { params: { path } }), 200).title, task.title);
const list = found(await carol.GET("/api/v1/tasks", { params: { query: { due_on: "2026-03-01", total: true } } }), 200);
assert.deepEqual([list.total, list.items[0]?.id], [1, task.id]);

// Change: the tag of an older state no longer fits.
const header = { "If-Match": created.response.headers.get("etag") ?? "" };
const changed = await carol.PATCH("/api/v1/tasks/{id}", { params: { path, header }, body: { completed: true } });
assert.equal(found(changed, 200).completed, true);
const late = await carol.PATCH("/api/v1/tasks/{id}", { params: { path, header }, body: { completed: false } });
assert.equal(late.error?.status, 412);
const replaced = await carol.PUT("/api/v1/tasks/{id}", { params: { path }, body: { title: "Water the garden" } });
assert.deepEqual([found(replaced, 200).title, replaced.data?.due_on], ["Water the garden", null]);
const refused = await carol.POST("/api/v1/tasks", { body: { title: "" } });
assert.deepEqual(refused.error?.errors?.map(({ pointer }) => pointer), ["/title"]);
assert.equal((await carol.DELETE("/api/v1/tasks/{id}", { params: { path } })).response.status, 204);
assert.equal((await carol.GET("/api/v1/tasks/{id}", { params: { path } })).error?.status, 404);

// Out: a session goes on with its newest token only, and ends with it.
const { refresh_token } = found(
  await anybody.POST("/api/v1/auth/refresh", { body: { refresh_token: pair.refresh_token } }),
  200,
);
assert.equal(found(await carol.GET("/api/v1/auth/sessions"), 200).items.length, 1);
assert.equal((await anybody.POST("/api/v1/auth/logout", { body: { refresh_token } })).response.status, 204);
const over = await anybody.POST("/api/v1/auth/refresh", { body: { refresh_token } });
assert.equal(over.error?.status, 401);

console.log(strangers.refused);
assert.equal(strangers.refused.size, 9);
