// A round through the museum: natural and composite keys, every type, and rules over several members.

import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.ts";
import { found } from "./found.ts";

type ArtifactInput = components["schemas"]["ArtifactInput"];

const museum = createClient<paths>({ baseUrl: process.argv[2] ?? "" });
const mark = Date.now();

const shelf = found(
  await museum.POST("/museum/v1/shelves", { body: { room: `r${mark % 100_000_000}`, key: 7, order: 1 } }),
  201,
);
const person = found(
  await museum.POST("/museum/v1/people", {
    body: {
      family_name: "Lovelace",
      email: `ada-${mark}@example.com`,
      handle: `ada-${mark}`,
      pass_phrase: "correct horse battery",
    },
  }),
  201,
);
assert.deepEqual([person.country, person.currency, person.points], ["DE", "EUR", 0]);

const input: ArtifactInput = {
  title: "An astrolabe",
  label: "A0000001",
  height_cm: "12.5",
  acquired_on: "1999-12-31",
  dusting_takes: "PT1H30M",
  properties: { colour: "brass" },
  thumbnail: "aGVsbG8=",
  keywords: ["brass", "stars"],
  open_days: ["monday"],
  measurements: [0.5],
  shelf_room: shelf.room,
  shelf_key: shelf.key,
  maker_id: person.id,
};
const created = await museum.POST("/museum/v1/artifacts", { body: input });
const artifact = found(created, 201);
assert.deepEqual([artifact.height_cm, artifact.shown_at, artifact.condition], ["12.50", "10:00:00.000000", "good"]);

const path = { id: artifact.id };
const header = { "If-Match": created.response.headers.get("etag") ?? "" };
const heavy = await museum.PATCH("/museum/v1/artifacts/{id}", {
  params: { path, header },
  body: { weight: 200, shelf_level: 9 },
});
assert.deepEqual(heavy.error?.errors?.map(({ code }) => code), ["check_failed"]);
const replaced = await museum.PUT("/museum/v1/artifacts/{id}", {
  params: { path, header },
  body: { ...input, visibility: "published" },
});
assert.equal(found(replaced, 200).visibility, "published");
const list = found(
  await museum.GET("/museum/v1/artifacts", {
    params: { query: { visibility: "published", "acquired_on.lt": "2000-01-01", q: "astrolabe", include: "shelf,maker" } },
  }),
  200,
);
assert.ok(list.items.some(({ maker }) => maker?.handle === person.handle));

const placed = { artifact_id: artifact.id, shelf_room: shelf.room, shelf_key: shelf.key };
found(await museum.POST("/museum/v1/placements", { body: { ...placed, remark: "Behind glass." } }), 201);
const placement = await museum.GET("/museum/v1/placements/{artifact_id}/{shelf_room}/{shelf_key}", {
  params: { path: placed },
});
assert.equal(found(placement, 200).remark, "Behind glass.");

for (const gone of [
  await museum.DELETE("/museum/v1/artifacts/{id}", { params: { path } }),
  await museum.DELETE("/museum/v1/shelves/{room}/{key}", { params: { path: { room: shelf.room, key: shelf.key } } }),
  await museum.DELETE("/museum/v1/people/{id}", { params: { path: { id: person.id } } }),
]) {
  assert.equal(gone.response.status, 204, gone.response.url);
}
