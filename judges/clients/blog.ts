// A blog with authors through a client made from its document: tags are root's, posts and comments their authors'.

import assert from "node:assert/strict";
import { anybody, baseUrl, logIn, password } from "./accounts.ts";
import type { components } from "./api.ts";
import { found } from "./found.ts";
import { Strangers } from "./strangers.ts";

type Post = components["schemas"]["Post"];

const mark = Date.now();

const email = `carol-${mark}@example.com`;
const account = found(
  await anybody.POST("/api/v1/auth/register", { body: { email, password, name: "Carol" } }),
  201,
);
const { client: carol, authorization } = await logIn(email);
const { client: root } = await logIn("root@example.com");
const { client: bob, pair } = await logIn("bob@example.com");
const strangers = new Strangers(baseUrl, pair.access_token);
carol.use(strangers.watch());
await strangers.ask("/api/v1/users", `/api/v1/users/${account.id}`, { email, name: "Mallory" }, authorization);

// What each may make, and what comes of it.
assert.equal((await carol.POST("/api/v1/tags", { body: { name: `rain ${mark}` } })).error?.status, 403);
const tag = found(await root.POST("/api/v1/tags", { body: { name: `rain ${mark}` } }), 201);
const created = await carol.POST("/api/v1/posts", {
  body: { title: "A walk in the rain", slug: `a-walk-${mark}`, body: "The ferry leaves at nine.", tag_ids: [tag.id] },
});
const post: Post = found(created, 201);
assert.deepEqual([post.status, post.author_id], ["draft", account.id]);
const path = { id: post.id };
const comment = found(await carol.POST("/api/v1/comments", { body: { body: "More soon.", post_id: post.id } }), 201);
const reply = { body: "Well said.", post_id: post.id, parent_id: comment.id };
assert.notEqual(found(await bob.POST("/api/v1/comments", { body: reply }), 201).author_id, account.id);

// Everybody reads, authors change.
const read = await anybody.GET("/api/v1/posts/{id}", { params: { path, query: { include: "author,tags" } } });
assert.deepEqual(found(read, 200).tags?.map(({ name }) => name), [tag.name]);
const comments = found(await anybody.GET("/api/v1/posts/{id}/comments", { params: { path } }), 200);
assert.equal(comments.items.length, 2);
assert.equal((await anybody.PATCH("/api/v1/posts/{id}", { params: { path }, body: {} })).error?.status, 401);
const header = { "If-Match": created.response.headers.get("etag") ?? "" };
const changed = await carol.PATCH("/api/v1/posts/{id}", { params: { path, header }, body: { rating: "9.5" } });
assert.equal(found(changed, 200).rating, "9.5");
const late = await carol.PATCH("/api/v1/posts/{id}", { params: { path, header }, body: { rating: null } });
assert.equal(late.error?.status, 412);

// The end: comments go with the post, and the account with all it has.
const link = { params: { path: { id: post.id, tag_id: tag.id } } };
assert.equal((await carol.DELETE("/api/v1/posts/{id}/tags/{tag_id}", link)).response.status, 204);
assert.equal((await root.DELETE("/api/v1/posts/{id}", { params: { path } })).response.status, 204);
assert.equal((await carol.GET("/api/v1/comments/{id}", { params: { path: { id: comment.id } } })).error?.status, 404);
assert.equal((await root.DELETE("/api/v1/users/{id}", { params: { path: { id: account.id } } })).response.status, 204);
assert.equal((await carol.GET("/api/v1/auth/me")).error?.status, 401);

console.log(strangers.refused);
assert.equal(strangers.refused.size, 14);
