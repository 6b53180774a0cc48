// An order in a shop through a client made from its document: root fills the shelves, customers order for themselves.

import assert from "node:assert/strict";
import { anybody, baseUrl, logIn, password } from "./accounts.ts";
import { found } from "./found.ts";
import { Strangers } from "./strangers.ts";

const mark = Date.now();

const person = { email: `carol-${mark}@example.com`, first_name: "Carol", last_name: "Shaw" };
const account = found(await anybody.POST("/api/v1/auth/register", { body: { ...person, password } }), 201);
const { client: carol, authorization } = await logIn(person.email);
const { client: root } = await logIn("root@example.com");
const { client: bob, pair } = await logIn("bob@example.com");
const strangers = new Strangers(baseUrl, pair.access_token);
carol.use(strangers.watch());
await strangers.ask("/api/v1/users", `/api/v1/users/${account.id}`, { ...person, first_name: "Mallory" }, authorization);

// The shelves.
const tea = { name: `Tea ${mark}`, price: "4.50", stock: 12 };
assert.equal((await carol.POST("/api/v1/products", { body: tea })).error?.status, 403);
const product = found(await root.POST("/api/v1/products", { body: tea }), 201);
const search = await anybody.GET("/api/v1/products", { params: { query: { q: `${mark}`, "price.lte": "5" } } });
assert.deepEqual(found(search, 200).items.map(({ id }) => id), [product.id]);

// An order: what the server sets cannot be sent, and nobody fills another's.
const order = found(await carol.POST("/api/v1/orders", { body: {} }), 201);
assert.deepEqual([order.user_id, order.status, order.total], [account.id, "pending", "0.00"]);
const line = { order_id: order.id, product_id: product.id, quantity: 2 };
const created = await carol.POST("/api/v1/order-items", { body: line });
const item = found(created, 201);
const foreign = await bob.POST("/api/v1/order-items", { body: line });
assert.deepEqual(foreign.error?.errors?.map(({ pointer }) => pointer), ["/order_id"]);
assert.equal((await carol.POST("/api/v1/order-items", { body: line })).error?.status, 409);

const path = { id: item.id };
const header = { "If-Match": created.response.headers.get("etag") ?? "" };
const changed = await carol.PATCH("/api/v1/order-items/{id}", { params: { path, header }, body: { quantity: 3 } });
assert.equal(found(changed, 200).quantity, 3);
const late = await carol.PUT("/api/v1/order-items/{id}", { params: { path, header }, body: line });
assert.equal(late.error?.status, 412);
const items = await carol.GET("/api/v1/orders/{id}/items", {
  params: { path: { id: order.id }, query: { include: "product" } },
});
assert.deepEqual(found(items, 200).items.map(({ quantity, product }) => [quantity, product?.name]), [[3, tea.name]]);

for (const gone of [
  await carol.DELETE("/api/v1/order-items/{id}", { params: { path } }),
  await carol.DELETE("/api/v1/orders/{id}", { params: { path: { id: order.id } } }),
  await root.DELETE("/api/v1/products/{id}", { params: { path: { id: product.id } } }),
]) {
  assert.equal(gone.response.status, 204, gone.response.url);
}

console.log(strangers.refused);
assert.equal(strangers.refused.size, 12);
