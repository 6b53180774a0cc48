// A blog's life through a client made from its document: the types must fit, and the answers too.

import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.ts";
import { found } from "./found.ts";

type Post = components["schemas"]["Post"];

const blog = createClient<paths>({ baseUrl: process.argv[2] ?? "" });
const mark = Date.now();

const user = found(
  await blog.POST("/api/v1/users", { body: { email: `ada-${mark}@example.com`, name: "Ada" } }),
  201,
);
const tag = found(await blog.POST("/api/v1/tags", { body: { name: `rain ${mark}` } }), 201);
const created = await blog.POST("/api/v1/posts", {
  body: {
    title: "A walk in the rain",
    slug: `a-walk-${mark}`,
    body: "The ferry leaves at nine.",
    author_id: user.id,
    tag_ids: [tag.id],
  },
});
const post: Post = found(created, 201);
assert.equal(post.status, "draft");
assert.equal(created.response.headers.get("location"), `/api/v1/posts/${post.id}`);
const comment = found(
  await blog.POST("/api/v1/comments", { body: { body: "Well said.", post_id: post.id, author_id: user.id } }),
  201,
);

// Read, alone and with what belongs to it.
const path = { id: post.id };
const read = await blog.GET("/api/v1/posts/{id}", { params: { path, query: { include: "author,tags" } } });
const whole = found(read, 200);
assert.equal(whole.author?.email, user.email);
assert.deepEqual(whole.tags?.map(({ name }) => name), [tag.name]);
const comments = found(await blog.GET("/api/v1/posts/{id}/comments", { params: { path } }), 200);
assert.deepEqual(comments.items.map(({ id }) => id), [comment.id]);
found(await blog.GET("/api/v1/users/{id}", { params: { path: { id: user.id } } }), 200);
found(await blog.GET("/api/v1/tags/{id}", { params: { path: { id: tag.id } } }), 200);

// Lists: filters, and pages one after the other.
const drafts = found(
  await blog.GET("/api/v1/posts", { params: { query: { "slug.in": [post.slug], status: "draft", total: true } } }),
  200,
);
assert.deepEqual([drafts.total, drafts.items[0]?.id, drafts.next], [1, post.id, null]);
let seen = 0;
for (let cursor: string | null | undefined; cursor !== null; ) {
  const query = { limit: 1, sort: "-created_at", ...(cursor === undefined ? {} : { cursor }) };
  const page = found(await blog.GET("/api/v1/users", { params: { query } }), 200);
  seen += page.items.length;
  cursor = page.next;
}
assert.ok(seen >= 1);

// Change: the tag of an older state no longer fits.
const header = { "If-Match": created.response.headers.get("etag") ?? "" };
const changed = await blog.PATCH("/api/v1/posts/{id}", { params: { path, header }, body: { rating: "9.5" } });
assert.equal(found(changed, 200).rating, "9.5");
const late = await blog.PATCH("/api/v1/posts/{id}", { params: { path, header }, body: { rating: null } });
assert.equal(late.error?.status, 412);
const replaced = await blog.PUT("/api/v1/tags/{id}", {
  params: { path: { id: tag.id } },
  body: { name: `snow ${mark}` },
});
assert.equal(found(replaced, 200).name, `snow ${mark}`);
const refused = await blog.POST("/api/v1/tags", { body: { name: "" } });
assert.deepEqual(refused.error?.errors?.map(({ pointer }) => pointer), ["/name"]);

// Links, and the end.
const link = { params: { path: { id: post.id, tag_id: tag.id } } };
assert.equal((await blog.DELETE("/api/v1/posts/{id}/tags/{tag_id}", link)).response.status, 204);
assert.equal((await blog.PUT("/api/v1/posts/{id}/tags/{tag_id}", link)).response.status, 204);
assert.equal((await blog.DELETE("/api/v1/comments/{id}", { params: { path: { id: comment.id } } })).response.status, 204);
assert.equal((await blog.DELETE("/api/v1/posts/{id}", { params: { path } })).response.status, 204);
assert.equal((await blog.GET("/api/v1/posts/{id}", { params: { path } })).error?.status, 404);
assert.equal((await blog.DELETE("/api/v1/tags/{id}", { params: { path: { id: tag.id } } })).response.status, 204);
assert.equal((await blog.DELETE("/api/v1/users/{id}", { params: { path: { id: user.id } } })).response.status, 204);
