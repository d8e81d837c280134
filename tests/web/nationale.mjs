// The map of a whole country: its size, what it adds to a run, how soon it shows, whether it
// answers while it works. Argument: a study (tests/real/nationale.yaml, whose layers are kept
// beside the project; skipped aloud without them). RUNS: how many times it is opened (5).
// Times are told, since a shared machine makes them; what no machine explains is asserted.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const { MAILLAGE, MODULES, SCRATCH, CHROMIUM, SHOTS, RUNS } = process.env;
const here = dirname(fileURLToPath(import.meta.url));
const study = resolve(process.argv[2] ?? join(here, "../real/nationale.yaml"));
const said = readFileSync(study, "utf8");
const missing = [...said.matchAll(/file: "?([^,}"]+)/g)].map(([, file]) => resolve(dirname(study), file)).filter((file) => !existsSync(file));
if (missing.length) {
    console.log(`SKIPPED: no ${missing[0]}; the map of the country was not made`);
    process.exit(77);
}

/* --- making it: the same study without its map and with it ------------------------------------ */

function run(outputs) {
    const path = join(SCRATCH, `${outputs.length}.yaml`);
    writeFileSync(path, said.replace(/file: "?([^,}"]+)"?/g, (_, file) => `file: "${resolve(dirname(study), file)}"`) + `\noutputs: [${outputs.join(", ")}]\n`);
    const out = join(SCRATCH, `etude-${outputs.length}`);
    const time = execFileSync("/bin/sh", ["-c", '"$0" run "$1" -o "$2" --quiet --lang fr 2>/dev/null; times', MAILLAGE, path, out], { encoding: "utf8" });
    const [, minutes, seconds] = /\n(\d+)m([\d.]+)s/.exec(time);
    return { out, cpu: 60 * minutes + Number(seconds) };
}
const rest = ["sites", "territoires", "non_pourvus", "lacunes", "reseau", "dossier", "classeur", "rapport"];
const without = run(rest);
const all = run([...rest, "carte"]);
const folder = join(all.out, "carte");
const size = (path) => (statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0) : statSync(path).size);
const ratio = all.cpu / without.cpu - 1;
console.log(`map: ${(size(folder) / 1e6).toFixed(1)} MB; ${ratio.toFixed(2)} times the rest of the study to make (${without.cpu.toFixed(1)} s of processor for the rest)`);
assert.ok(size(folder) < 10e6, `${size(folder)} bytes`);
assert.ok(ratio < 3, `${ratio} times the rest`);

/* --- opening it --------------------------------------------------------------------------------- */

const { chromium } = createRequire(join(MODULES, "package.json"))("playwright-core");
const FLAGS = "--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --use-angle=swiftshader --enable-unsafe-swiftshader";
const start = () =>
    chromium.launchPersistentContext(mkdtempSync(join(SCRATCH, "profil-")), { executablePath: CHROMIUM, args: FLAGS.split(" "), viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/* The page says when its map is whole; a pixel read back, of the middle of the country, waits until
 * the renderer has drawn it, and shows that it has. */
const watchView = () =>
    new MutationObserver((_, observer) => {
        const { dataset } = document.documentElement;
        if (!dataset.ready) return;
        observer.disconnect();
        const gl = document.querySelector("#carte canvas").getContext("webgl2");
        const pixel = new Uint8Array(4);
        gl.readPixels(gl.drawingBufferWidth / 2, gl.drawingBufferHeight / 2, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
        dataset.drawn = Math.round(performance.now());
        dataset.middle = pixel[3];
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });

/* A browser that has just been started is busy with itself for a while; who looks at a map has
 * had theirs open. */
const SETTLED_MS = 2500;

/** From the address given to a first view drawn; a new browser each time. */
async function open(browser, path, watch) {
    const page = await browser.newPage();
    page.faults = [];
    page.on("pageerror", (e) => page.faults.push(e.message));
    if (watch) await page.addInitScript(() => new PerformanceObserver((list) => list.getEntries().forEach((e) => (window.blocks ??= []).push(e.duration))).observe({ type: "longtask", buffered: true }));
    await page.addInitScript(watchView);
    await page.goto(pathToFileURL(path).href);
    await page.waitForFunction(() => document.documentElement.dataset.drawn, null, { timeout: 120000 });
    return page;
}
const index = join(folder, "index.html");

/* What no map can do without in this browser: MapLibre with nothing to draw. */
const bare = join(folder, "nue.html");
writeFileSync(bare, `<!DOCTYPE html><link rel="stylesheet" href="carte.css"><div id="carte" style="position: fixed; inset: 60px 0 0 360px"></div><script src="maplibre-gl.js"></script><script>
new maplibregl.Map({ container: "carte", style: { version: 8, sources: {}, layers: [] }, center: [2.5, 46.6], zoom: 4.5 })
    .once("idle", () => (document.documentElement.dataset.ready = "1"));
</script>`);
const views = [
    { what: "the map of the country", path: index, wait: SETTLED_MS },
    { what: "MapLibre with nothing to draw", path: bare, wait: SETTLED_MS },
    { what: "the map, in a browser just started", path: index, wait: 0 },
    { what: "MapLibre with nothing to draw, in a browser just started", path: bare, wait: 0 },
].map((view) => ({ ...view, drawn: [], named: [] }));
for (let i = 0; i < Number(RUNS ?? 5); i++) {
    for (const { path, wait, drawn, named } of views) {
        const browser = await start();
        await sleep(wait);
        const page = await open(browser, path);
        const when = (what) => page.evaluate((what) => Number(document.documentElement.dataset[what]), what);
        drawn.push(await when("drawn"));
        if (path === index) {
            assert.equal(await when("middle"), 255);
            await page.waitForFunction(() => document.documentElement.dataset.named, null, { timeout: 120000 });
            named.push(await when("named"));
        }
        assert.deepEqual(page.faults, []);
        await browser.close();
    }
}
const told = (values) => `${median(values)} ms (median of ${values.join(", ")})`;
for (const { what, drawn, named } of views) console.log(`first view, ${what}: drawn after ${told(drawn)}${named.length ? `; names of territories after ${told(named)}` : ""}`);

const communes = JSON.parse(readFileSync(join(folder, "donnees/territoires-commune.js"), "utf8").replace(/^[^,]*,|\);\s*$/g, ""));
const nameOf = (row) => communes.colonnes.find((c) => c.cle === "nom").valeurs[row];
const [one, other] = [nameOf(17), nameOf(communes.n >> 1)];

/* --- using it ------------------------------------------------------------------------------------ */

const browser = await start();
const page = await open(browser, index, true);
page.setDefaultTimeout(120000);
async function step(what, act) {
    await page.evaluate(() => (window.blocks = []));
    const from = Date.now();
    await act();
    const took = Date.now() - from;
    await page.waitForTimeout(1500);
    const longest = Math.round(Math.max(0, ...(await page.evaluate(() => window.blocks))));
    console.log(`${what}: ${took} ms, the page busy for ${longest} ms at most`);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `nationale-${what.replace(/\W+/g, "-")}.png`) });
}
const box = page.getByRole("combobox", { name: /Chercher/ });
const found = () => page.locator("[role=option]:not(.none)").first().waitFor();
await step("first search", async () => (await box.fill(one), await found()));
await step("next search", async () => (await box.fill(other), await found()));
await step("its card", async () => (await page.keyboard.press("Enter"), await page.locator(".card h2").waitFor()));
const card = await page.locator(".card").innerText();
assert.ok(other.split(" ").every((word) => card.includes(word)), `${other} in ${card}`);
await page.keyboard.press("Escape");
await step("the level of communes", () => page.getByRole("radio", { name: /^Communes/ }).check());
await step("the whole country", () => page.getByRole("button", { name: "Voir toute l’étude" }).click());
await step("a move", async () => (await page.locator("#carte canvas").focus(), await page.keyboard.press("ArrowRight")));
await step("the table of communes", async () => (await page.evaluate(() => (location.hash = "vue=table&couche=territoires-commune")), await page.locator("tbody tr").first().waitFor()));
assert.equal((await page.locator(".results .note").first().innerText()).replace(/\D/g, ""), `${communes.n}${communes.n}`);
await step("the table filtered", async () => (await page.getByLabel("Filtrer les lignes").fill(other), await page.getByText(/^Lignes : \d{1,3} sur/).waitFor()));
assert.match(await page.locator("tbody").innerText(), new RegExp(other));
assert.deepEqual(page.faults, []);
await browser.close();
