// Opens the interactive pages in a browser: no errors, no other hosts, and "Try it out" works, where there are accounts
// for an administrator who has logged in by "Authorize".
//
//     node swagger-ui.mjs <url of the service> <path of a list> <screenshot>

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, list, screenshot] = process.argv.slice(2);
// Fills in the form of the OAuth2 password flow.
async function authorize(page) {
  await page.locator(".btn.authorize").click();
  const form = page.locator(".auth-container", { has: page.locator("#oauth_username") });
  await form.locator("#oauth_username").fill("root@example.com");
  await form.locator("#oauth_password").fill(process.env.ADMIN_PASSWORD);
  await form.getByRole("button", { name: "Apply given OAuth2 credentials" }).click();
  await page.getByRole("button", { name: "Remove authorization" }).waitFor();
  await page.locator(".modal-ux .close-modal").click();
}

const profile = await mkdtemp(join(tmpdir(), "swagger-ui-"));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
  viewport: { width: 1200, height: 1000 },
});
try {
  const page = await browser.newPage();
  const errors = [];
  const strangers = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== base) strangers.push(url.href);
  });

  await page.goto(`${base}/docs/`);
  await page.locator(".opblock").first().waitFor();
  if (await page.locator(".btn.authorize").count()) await authorize(page);
  const operation = page.locator(".opblock-get", { has: page.locator(`[data-path="${list}"]`) }).first();
  await operation.click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  await operation.getByRole("button", { name: "Execute" }).click();
  const status = operation.locator(".live-responses-table .response-col_status").last();
  const shown = (await status.innerText()).trim();
  await operation.locator(".live-responses-table").scrollIntoViewIfNeeded();
  await page.screenshot({ path: screenshot });

  assert.match(shown, /^2\d\d/, `${list} is answered with ${shown}`);
  assert.deepEqual(errors, [], "errors in the console");
  assert.deepEqual(strangers, [], "requests to other hosts");
  const operations = await page.locator(".opblock").count();
  console.log(`${operations} operations shown, GET ${list}: ${shown}`);
} finally {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
}
