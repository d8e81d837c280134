// The map of the demonstration in Chromium, as a reader uses it. Arguments: words of the tests
// to run (all of them by default). SHOTS=folder keeps a picture of each step worth looking at.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const { MAILLAGE, MODULES, SCRATCH, CHROMIUM, SHOTS } = process.env;
const here = dirname(fileURLToPath(import.meta.url));
const top = join(here, "../..");
const require = createRequire(join(MODULES, "package.json"));
const { chromium } = require("playwright-core");
const { check } = require("@placemarkio/check-geojson");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/* --- what is looked at -------------------------------------------------------------------- */

const make = (...args) => execFileSync(MAILLAGE, [...args, "--quiet", ...(args.includes("--lang") ? [] : ["--lang", "fr"])], { stdio: ["ignore", "ignore", "inherit"] });
const demo = join(top, "geodata/demo/demo.yaml");
const study = join(SCRATCH, "étude & co #1"); // a folder as people name them
make("run", demo, "-o", study);
const folder = join(study, "carte");
const page0 = pathToFileURL(join(folder, "index.html")).href;

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".csv": "text/csv" };
const asked = [];
const tile = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==", "base64");
const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const headers = { "Access-Control-Allow-Origin": "*" };
    asked.push(path);
    if (path.startsWith("/tuiles/")) return response.writeHead(200, { ...headers, "Content-Type": "image/png" }).end(tile);
    const file = join(study, path.endsWith("/") ? `${path}index.html` : path);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/json" }).end(readFileSync(file));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const site = `http://127.0.0.1:${server.address().port}`;

/* --- a browser ------------------------------------------------------------------------------ */

const FLAGS =
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --use-angle=swiftshader --enable-unsafe-swiftshader";
const browser = await chromium.launchPersistentContext(mkdtempSync(join(SCRATCH, "profil-")), {
    executablePath: CHROMIUM,
    args: FLAGS.split(" "),
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
});
browser.setDefaultTimeout(60000);

/** A page that holds nothing against itself: no error, no request but `allowed`. */
async function open(url, { size, allowed = /^(file|blob|data):/, init } = {}) {
    const page = await browser.newPage();
    page.faults = [];
    page.on("console", (m) => ["error", "warning"].includes(m.type()) && !/GPU stall|GL Driver|WebGL/.test(m.text()) && page.faults.push(m.text()));
    page.on("pageerror", (e) => page.faults.push(e.message));
    page.on("dialog", (d) => (page.faults.push(`dialog ${d.message()}`), d.dismiss()));
    page.on("request", (r) => allowed.test(r.url()) || page.faults.push(`request ${r.url()}`));
    if (size) await page.setViewportSize(size);
    if (init) await page.addInitScript(init);
    await page.goto(url);
    return page;
}
const ready = (page) => page.waitForFunction(() => document.documentElement.dataset.ready, null, { timeout: 60000 });
const text = (page, selector) => page.locator(selector).first().innerText();
const shot = async (page, name) => SHOTS && (await page.waitForTimeout(500), await page.screenshot({ path: join(SHOTS, `${name}.png`) }));
const close = async (page) => {
    assert.deepEqual(page.faults, []);
    await page.close();
};
/** The one key: outside of any field. */
async function pressT(page) {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("t");
}
/** What is not drawn yet cannot be hit: a reader clicks again. */
async function clickUntil(page, x, y, seen) {
    for (let i = 0; i < 20; i++) {
        await page.mouse.click(x, y);
        if (await seen.waitFor({ timeout: 1500 }).then(() => true, () => false)) return;
    }
    assert.fail(`no ${seen}`);
}
async function search(page, words) {
    await page.getByRole("combobox", { name: /Chercher|Search/ }).fill(words);
    await page.locator("[role=option]:not(.none)").first().waitFor();
}
async function accessible(page, where) {
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
    const bad = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
    assert.deepEqual(bad.map((v) => `${where}: ${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`), []);
    assert.ok(found.passes.length > 15, "axe looked at something");
}
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/* --- tests ------------------------------------------------------------------------------------ */

const tests = [];
const test = (name, run) => tests.push([name, run]);

let shared; // the page that most tests use, from the file system

test("first view from the file system", async () => {
    if (SHOTS) mkdirSync(SHOTS, { recursive: true });
    shared = await open(page0);
    await ready(shared);
    console.log(`  first view after ${await shared.evaluate(() => document.documentElement.dataset.ready)} ms`);
    assert.equal(await shared.getAttribute("html", "lang"), "fr");
    assert.match(await text(shared, "h1"), /Songeville/);
    assert.match(await text(shared, ".indicative"), /ne vaut pas attestation/);
    const panel = await text(shared, ".inside");
    for (const figure of [/12 fabriques/, /48 autres/, /de 3 à 5/, /de 3 à 7/, /cible : 6/, /non tenu/, /75 sur 83 communes/, /46 tiers-lieux sur 48 s’adossent/])
        assert.match(panel, figure);
    await shot(shared, "1-carte");
});

test("the map is drawn: its middle holds the colours of the legend", async () => {
    const clip = await shared.locator("#carte canvas").boundingBox();
    const png = (await shared.screenshot({ clip })).toString("base64");
    const colours = await shared.evaluate(async (data) => {
        const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
        const pen = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height }).getContext("2d");
        pen.drawImage(image, 0, 0);
        const { data: px } = pen.getImageData(0, 0, image.width, image.height);
        const seen = {};
        for (let i = 0; i < px.length; i += 4) {
            const c = `${px[i]},${px[i + 1]},${px[i + 2]}`;
            seen[c] = (seen[c] ?? 0) + 1;
        }
        return seen;
    }, png);
    for (const [what, c] of [["pourvu", "169,204,217"], ["desservi", "227,239,243"], ["partiel", "251,233,200"], ["non pourvu", "239,178,105"], ["hors", "200,80,10"]])
        assert.ok((colours[c] ?? 0) > 50, `${what}: ${colours[c] ?? 0} pixels of ${c}`);
});

test("search by name and by code, card with its evidence", async () => {
    await search(shared, "fabrique chimeres");
    await shot(shared, "2-recherche");
    await shared.keyboard.press("ArrowDown");
    await shared.keyboard.press("Enter");
    const card = shared.locator(".card");
    await card.getByRole("heading", { name: "La Fabrique aux Chimères (fictif)" }).waitFor();
    const said = await card.innerText();
    for (const part of [/Dans un QPV/, /Règle/, /dans un QPV, bord compris/, /à l’intérieur, à [\d,]+\sm du bord/, /Marge/, /point à \d+\sm près/, /Vague/, /sites\.csv/, /qpv\.shp/])
        assert.match(said, part);
    assert.match(await shared.evaluate(() => document.activeElement.textContent), /Chimères/, "the focus is on the card");
    await shot(shared, "3-fiche");
    await search(shared, "F10");
    await shared.keyboard.press("Enter");
    await card.getByRole("heading", { name: /Usine à Songes/ }).waitFor();
    assert.match(await card.innerText(), /Classes possibles/);
    await shot(shared, "4-indetermine");
});

test("a click on the map opens the card, Escape closes it", async () => {
    await search(shared, "F07");
    await shared.keyboard.press("Enter");
    await shared.locator(".card").getByRole("heading", { name: /Relais des Feintes/ }).waitFor();
    await shared.keyboard.press("Escape");
    assert.equal(await shared.locator(".card").isVisible(), false);
    const { x, y, width, height } = await shared.locator("#carte").boundingBox();
    const card = shared.locator(".card");
    await clickUntil(shared, x + width / 2 - 185, y + height / 2, card.getByRole("heading", { name: /Relais des Feintes/ }));
    await card.locator(".close").click();
    await clickUntil(shared, x + width / 2 - 120, y + height / 2 - 90, card.getByText("Fabrique la plus proche"));
    await shared.keyboard.press("Escape");
});

test("keyboard: the map moves, and Enter opens what is at its centre", async () => {
    const before = await shared.evaluate(() => location.hash);
    await shared.locator("#carte canvas").focus();
    await shared.keyboard.press("ArrowRight");
    await shared.waitForFunction((hash) => location.hash !== hash, before);
    await shared.keyboard.press("Enter");
    await shared.locator(".card h2").waitFor();
    await shared.keyboard.press("Escape");
    assert.equal(await shared.evaluate(() => document.activeElement.tagName), "CANVAS", "the focus is back");
});

test("filters and layers", async () => {
    const count = () => text(shared, ".inside section:nth-of-type(3) .note");
    assert.match(await count(), /60 lieux sur 60/);
    await shared.getByRole("checkbox", { name: /^Dans un QPV/ }).uncheck();
    assert.match(await count(), /51 lieux sur 60/);
    await shared.getByRole("checkbox", { name: /^Autre tiers-lieu/ }).uncheck();
    assert.match(await count(), /9 lieux sur 60/);
    await shared.getByRole("combobox", { name: "Vague" }).selectOption("1");
    const few = await count();
    assert.doesNotMatch(few, /9 lieux sur 60/);
    await shared.getByRole("button", { name: "Tableau", exact: true }).click();
    await shared.locator("table").waitFor();
    assert.match(await text(shared, ".results .note"), new RegExp(`^Lignes : ${/^\d+/.exec(few)[0]} sur`), "the table shows the same places");
    await shared.getByRole("button", { name: "Carte", exact: true }).click();
    await shared.getByRole("button", { name: "Effacer les filtres" }).click();
    assert.match(await count(), /60 lieux sur 60/);
    for (const layer of [/^Lacunes/, /^Portée/]) await shared.getByRole("checkbox", { name: layer }).check();
    await shared.getByRole("radio", { name: /^EPCI/ }).check();
    await shot(shared, "5-lacunes-portee");
    for (const paint of ["part", "pop"]) {
        await shared.getByRole("combobox", { name: "Montrer" }).selectOption(paint);
        await shared.getByText(paint === "part" ? /classes par k-moyennes/ : /proportionnelle/).waitFor();
        await shot(shared, `6-${paint}`);
    }
    await shared.getByRole("combobox", { name: "Montrer" }).selectOption("statut");
    await shared.getByRole("radio", { name: /^Communes/ }).check();
});

test("network: links told apart, areas, hubs and what leans on them", async () => {
    const switches = { maille: shared.getByRole("checkbox", { name: /^Maillage entre fabriques/ }), rattachement: shared.getByRole("checkbox", { name: /^Rattachement/ }), aires: shared.getByRole("checkbox", { name: /^Aires/ }) };
    for (const one of Object.values(switches)) await one.check();
    const panel = shared.locator(".inside");
    const links = JSON.parse(readFileSync(join(study, "reseau-liens.geojson"), "utf8")).features;
    const surely = (word) => links.filter((f) => f.properties.certitude === word).length;
    for (const key of [/seul lien entre deux parties/, /plus long que 15\skm/, new RegExp(`^\\s*certain ${surely("certain")}`), new RegExp(`douteux.*${surely("douteux")}`)]) await panel.getByText(key).first().waitFor();
    await search(shared, "F09");
    await shared.keyboard.press("Enter");
    const card = shared.locator(".card");
    await card.getByRole("heading", { name: "Tête de réseau" }).waitFor();
    const node = JSON.parse(readFileSync(join(study, "reseau-noeuds.geojson"), "utf8")).features.find((f) => f.id === "F9");
    const cell = (key) => node.properties[key];
    const said = (await card.innerText()).replace(/[\u202f\u00a0]/g, " ");
    for (const part of [`${Number(cell("surface_km2")).toLocaleString("fr", { maximumFractionDigits: 1 })} km²`, Number(cell("population")).toLocaleString("fr").replace(/\s/g, " "), `Lieux rattachés\n${cell("nb_lieux")}`, `rang ${cell("fermeture_rang")} des`])
        assert.ok(said.includes(part), `${part} in ${said}`);
    assert.equal(await card.locator(".places li").count(), Number(cell("nb_lieux")));
    await shot(shared, "13-reseau");
    await card.locator(".places button").first().click();
    await card.getByText("S’adosse à").waitFor();
    await card.getByRole("button", { name: /Station Clairvoyance/ }).waitFor();
    await shared.evaluate(() => (location.hash = "s=liens:1&sans=lacunes,portee,maille"));
    await card.getByText("seul lien entre deux parties").waitFor();
    assert.match(await card.innerText(), /Longueur\s+3,6\skm/);
    assert.equal(await switches.maille.isChecked(), false, "a link is a view: what it hides stays hidden");
    await shared.evaluate(() => (location.hash = "s=aires:F9&sans=lacunes,portee"));
    await card.getByText(/plus près de cette fabrique/).waitFor();
    await shared.keyboard.press("Escape");
    await shared.evaluate(() => (location.hash = "vue=table&couche=liens"));
    await shared.getByText(new RegExp(`^Lignes : ${links.length} sur`)).waitFor();
    await shared.evaluate(() => (location.hash = "vue=table&couche=noeuds"));
    await shared.getByText(/^Lignes : 60 sur 60/).waitFor();
    await shared.evaluate(() => (location.hash = ""));
    await shared.locator("#carte canvas").waitFor();
});

test("table: one key away, sorted, filtered, back to the map", async () => {
    await pressT(shared);
    await shared.locator("table").waitFor();
    const column = async (title) => {
        const titles = await shared.locator("thead th").allInnerTexts();
        const i = titles.findIndex((found) => found.startsWith(title)) + 1;
        assert.ok(i > 0, `${title} in ${titles}`);
        return shared.locator(`tbody tr > :nth-child(${i})`).allInnerTexts();
    };
    const onPage = async () => (await column("Distance au QPV")).filter(Boolean).map((v) => Number(v.replace(/[\s\u202f\u00a0]/g, "").replace(",", ".")));
    const numbers = async () => {
        const first = await onPage();
        await shared.getByRole("button", { name: "Page suivante" }).click();
        return [...first, ...(await onPage())];
    };
    await shared.getByRole("button", { name: "Trier par Distance au QPV (m)" }).click();
    const up = await numbers();
    assert.ok(up.length > 50);
    assert.deepEqual(up, [...up].sort((a, b) => a - b));
    assert.equal(await shared.getAttribute("th[aria-sort]", "aria-sort"), "ascending");
    await shared.getByRole("button", { name: "Trier par Distance au QPV (m)" }).click();
    assert.deepEqual(await numbers(), [...up].reverse());
    await shared.getByLabel("Filtrer les lignes").fill("chimeres qpv");
    await shared.getByText(/^Lignes : 1 sur 60/).waitFor();
    const csvOf = async () => {
        const [made] = await Promise.all([shared.waitForEvent("download"), shared.getByRole("button", { name: /CSV/ }).click()]);
        return readFileSync(await made.path(), "utf8").split("\n").slice(1, -1);
    };
    await shared.getByLabel("Filtrer les lignes").fill("");
    await shared.getByText(/^Lignes : 60 sur 60/).waitFor();
    const fabriques = (await csvOf()).filter((line) => line.includes(",fabrique,")).length;
    await shared.getByLabel("Filtrer les lignes").fill("FABRIQUE f0");
    await shared.getByText(/^Lignes : 9 sur 60/).waitFor();
    assert.ok(fabriques > 9);
    assert.deepEqual((await csvOf()).map((line) => line.slice(0, 3)).sort(), [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `F0${n}`));
    const [some] = (await csvOf()).map((line) => /,([1-9]\d{2,}\.\d+),/.exec(line)?.[1]).filter(Boolean); // a number as it is
    await shared.getByLabel("Filtrer les lignes").fill(some);
    await shared.getByText(/^Lignes : 1 sur 60/).waitFor();
    assert.ok((await csvOf()).every((line) => line.includes(some.split(".")[0]) && line.includes(some.split(".")[1])));
    await shared.getByLabel("Couche", { exact: true }).selectOption("territoires-epci");
    await shared.getByText(/^Lignes : 3 sur 3/).waitFor();
    await shot(shared, "7-tableau");
    const [download] = await Promise.all([shared.waitForEvent("download"), shared.getByRole("button", { name: /CSV/ }).click()]);
    const csv = readFileSync(await download.path(), "utf8").split("\n");
    assert.match(csv[0], /^code,nom,/);
    assert.equal(csv.length, 5);
    for (const layer of ["territoires-commune", "liens", "sites"]) {
        await shared.getByLabel("Couche", { exact: true }).selectOption(layer);
        await shared.locator(".scroll").waitFor();
        const [made] = await Promise.all([shared.waitForEvent("download"), shared.getByRole("button", { name: /Télécharger la couche/ }).click()]);
        check(readFileSync(await made.path(), "utf8"));
        assert.equal(made.suggestedFilename(), `${layer}.geojson`);
    }
    await shared.getByLabel("Couche", { exact: true }).selectOption("territoires-epci");
    await shared.getByText(/^Lignes : 3 sur 3/).waitFor();
    await shared.locator("tbody th button").first().click();
    await shared.locator(".card h2").waitFor();
    await shared.keyboard.press("Escape");
});

test("language: the whole page in English, and back", async () => {
    await shared.getByRole("button", { name: "English" }).click();
    assert.equal(await shared.getAttribute("html", "lang"), "en");
    assert.match(await text(shared, ".inside"), /Key figures/);
    assert.match(await text(shared, ".indicative"), /not a regulatory/);
    await search(shared, "F02");
    await shared.keyboard.press("Enter");
    await shared.locator(".card").getByText("Nearest QPV", { exact: true }).waitFor();
    await shot(shared, "8-anglais");
    await shared.getByRole("button", { name: "Français" }).click();
    await shared.locator(".card").getByText("QPV le plus proche", { exact: true }).waitFor();
});

test("a link keeps view, layers and selection", async () => {
    await shared.getByRole("checkbox", { name: /^Dans un QPV/ }).uncheck();
    await shared.getByRole("radio", { name: /^Arrondissements/ }).check();
    await search(shared, "F05");
    await shared.keyboard.press("Enter");
    await shared.locator(".card").getByRole("heading", { name: /Hors-Lisière/ }).waitFor();
    await shared.waitForTimeout(800);
    const url = await shared.evaluate(() => location.href);
    const other = await open(url);
    await ready(other);
    await other.locator(".card").getByRole("heading", { name: /Hors-Lisière/ }).waitFor();
    assert.equal(await other.getByRole("checkbox", { name: /^Dans un QPV/ }).isChecked(), false);
    assert.equal(await other.getByRole("radio", { name: /^Arrondissements/ }).isChecked(), true);
    assert.equal(await other.evaluate(() => location.href), url);
    await close(other);
    await shared.evaluate(() => (location.hash = "vue=table&couche=lacunes&lang=en"));
    await shared.getByText(/^Rows: 4 of 4/).waitFor();
    await shared.evaluate(() => (location.hash = "s=sites:nowhere&niveau=nothing"));
    await shared.locator(".inside").getByText("Chiffres clés").waitFor();
});

test("axe finds nothing serious: map, card, table", async () => {
    await search(shared, "F01");
    await shared.keyboard.press("Enter");
    await shared.locator(".card h2").waitFor();
    await accessible(shared, "map and card");
    await shared.keyboard.press("Escape");
    await pressT(shared);
    await shared.locator("table").waitFor();
    await accessible(shared, "table");
    await close(shared);
});

test("from a web server, with the tables it links to", async () => {
    const page = await open(`${site}/carte/`, { allowed: new RegExp(`^(${site}|blob:|data:)`) });
    await ready(page);
    const links = await page.locator(".files a").evaluateAll((all) => all.map((a) => a.href));
    assert.ok(links.length >= 8, `${links}`);
    for (const link of links) assert.equal((await page.request.get(link)).status(), 200, link);
    await close(page);
});

test("on a phone", async () => {
    const page = await open(page0, { size: { width: 360, height: 700 } });
    await ready(page);
    assert.ok((await overflow(page)) <= 0, "nothing wider than the screen");
    await shot(page, "9-telephone");
    await search(page, "noisetiere");
    await page.keyboard.press("Enter");
    await page.locator(".card h2").waitFor();
    await shot(page, "10-telephone-fiche");
    await accessible(page, "phone");
    await page.keyboard.press("Escape");
    await page.locator("summary").getByText("Légende et chiffres").click();
    await page.locator(".inside").getByText("Chiffres clés").waitFor();
    await page.getByRole("button", { name: "Tableau", exact: true }).click();
    await page.locator("table").waitFor();
    assert.ok((await overflow(page)) <= 0, "the table scrolls by itself");
    const small = await page.locator("button:visible, select:visible").evaluateAll((all) => all.map((e) => [e.textContent, e.getBoundingClientRect()]).filter(([, r]) => r.height < 24 && r.width > 0).map(([t]) => t));
    assert.deepEqual(small, [], "targets of 24 px at least");
    await close(page);
});

test("zoomed to 200 %", async () => {
    const page = await open(page0, { size: { width: 640, height: 400 } });
    await ready(page);
    assert.ok((await overflow(page)) <= 0);
    await close(page);
});

test("one file to mail around", async () => {
    const file = join(SCRATCH, "carte.html");
    make("map", demo, "--single-file", "-o", file, "--lang", "en");
    const page = await open(pathToFileURL(file).href);
    await ready(page);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    await search(page, "F01");
    await page.keyboard.press("Enter");
    await page.locator(".card").getByText("Nearest QPV", { exact: true }).waitFor();
    await close(page);
});

test("names of any kind are text", async () => {
    for (const single of [false, true]) {
        const out = join(SCRATCH, single ? "hostile.html" : "hostile");
        make("map", join(here, "hostile/etude.yaml"), "-o", out, ...(single ? ["--single-file"] : []));
        const page = await open(pathToFileURL(single ? out : join(out, "index.html")).href);
        await ready(page);
        assert.match(await text(page, "h1"), /<\/title><script>alert\(0\)<\/script> "étude" & <i>titre<\/i>/);
        assert.match(await page.title(), /<i>titre<\/i>/);
        await pressT(page);
        await page.locator("table").waitFor();
        const names = await page.locator("tbody th").allInnerTexts();
        for (const name of ["<script>alert(1)</script><img src=x onerror=alert(2)>", "مكان", "👩🏽‍🔧 Atelier 日本語 Ωραία", "%%DATA%% %s %n", "</script><script>alert(4)"])
            assert.ok(names.some((n) => n.includes(name)), `${name} in ${names}`);
        await page.locator("tbody th button").first().click();
        await page.locator(".card h2").waitFor();
        await page.evaluate(() => (location.hash = `s=${encodeURIComponent("territoires-epci:2:3,4&s=x#")}`));
        await page.locator(".card").getByRole("heading", { name: '" onmouseover=alert(8)' }).waitFor();
        await shot(page, single ? "12-hostile" : "11-hostile");
        assert.match(await text(page, ".inside"), /Absent de cette étude : quartiers prioritaires, grands centres urbains, portée/);
        assert.equal(await page.locator("#app script, #app img, #app svg[onload], [onmouseover]").count(), 0);
        await close(page);
    }
});

test("catchments are drawn where they serve, circles for the other places", async () => {
    const out = join(SCRATCH, "dessertes");
    make("map", join(here, "dessertes.yaml"), "-o", out);
    const read = (id) => JSON.parse(readFileSync(join(out, `donnees/${id}.js`), "utf8").replace(/^[^,]*,|\);\s*$/g, ""));
    const serving = read("dessertes-30min").colonnes.find((c) => c.cle === "code").valeurs;
    assert.deepEqual([...serving].sort(), ["F01", "F02", "F04", "F06", "F07", "F08", "F12"], "one by site, none of an unknown one");
    assert.ok(!existsSync(join(out, "donnees/communes-commune.js")), "communes that are a level come once");
    const page = await open(`${pathToFileURL(join(out, "index.html")).href}#sans=lacunes`);
    await ready(page);
    await shot(page, "14-dessertes");
    const panel = await text(page, ".inside");
    for (const part of [/hors de portée de toute fabrique/, /Portée des fabriques[^.]*7/, /Dessertes · 30min 7/, /Portée : 6\skm/]) assert.match(panel, part);
    await page.evaluate(() => (location.hash = "s=dessertes-30min:F02"));
    await page.locator(".card").getByRole("button", { name: /Établi/ }).click();
    await page.locator(".card").getByRole("heading", { name: /Établi/ }).waitFor();
    await accessible(page, "catchments");
    await close(page);
});

test("a base map is asked of its host, and of no other", async () => {
    const out = join(SCRATCH, "fond");
    make("map", demo, "-o", out, "--basemap", `${site}/tuiles/{z}/{x}/{y}.png`, "--basemap-credit", "© Fond <d'essai>");
    asked.length = 0;
    const page = await open(pathToFileURL(join(out, "index.html")).href, { allowed: new RegExp(`^(file:|blob:|data:|${site}/tuiles/)`) });
    await ready(page);
    assert.ok(asked.some((path) => path.startsWith("/tuiles/")), "tiles were asked for");
    assert.match(await text(page, ".inside"), /Le fond de carte est demandé à 127\.0\.0\.1/);
    assert.match(await text(page, ".maplibregl-ctrl-attrib"), /© Fond <d'essai>/);
    await close(page);
});

test("without WebGL, the table", async () => {
    const page = await open(page0, {
        init: () => {
            const real = HTMLCanvasElement.prototype.getContext;
            HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
                return kind.startsWith("webgl") ? null : real.call(this, kind, ...more);
            };
        },
    });
    await page.getByText("ce navigateur ne sait pas", { exact: false }).waitFor();
    await page.locator("table").waitFor();
    await page.close();
});

test("without the library, the table", async () => {
    const partial = join(SCRATCH, "sans-maplibre");
    cpSync(folder, partial, { recursive: true });
    rmSync(join(partial, "maplibre-gl.js"));
    const page = await open(pathToFileURL(join(partial, "index.html")).href);
    await page.getByText("Il manque maplibre-gl.js", { exact: false }).waitFor();
    await page.locator("table").waitFor();
    await page.close();
});

test("the outlines of the page are those of the results", async () => {
    globalThis.window = {};
    const { Layer } = await import(pathToFileURL(join(top, "src/web/data.js")).href);
    const area = (ring) => ring.slice(1).reduce((sum, p, i) => sum + ring[i][0] * p[1] - p[0] * ring[i][1], 0) / 2;
    for (const level of ["epci", "commune"]) {
        const script = readFileSync(join(folder, `donnees/territoires-${level}.js`), "utf8");
        let content;
        new Function("maillageDonnees", script)((id, it) => (content = it));
        const layer = new Layer(content);
        const { features } = JSON.parse(readFileSync(join(study, `territoires-${level}.geojson`), "utf8"));
        assert.equal(layer.n, features.length);
        features.forEach((f, row) => {
            assert.equal(layer.key(row), f.id);
            for (const key of ["nom", "statut", "population", "nb_fabriques", "surface_km2", "part_hors_portee", "fabrique_proche"]) assert.equal(layer.get(row, key), f.properties[key], `${f.id} ${key}`);
            const whole = (g) => (g.type === "Polygon" ? [g.coordinates] : g.coordinates).flat().reduce((sum, ring) => sum + area(ring), 0);
            const [own, its] = [whole(layer.geometry(row)), whole(f.geometry)];
            assert.ok(own > 0 && Math.abs(own / its - 1) < 0.005, `${f.id}: ${own} for ${its}`);
        });
    }
});

test("colours: 3:1 against what is beside them", async () => {
    globalThis.document = {};
    const { CLASSES, STATUTS, ZONES } = await import(pathToFileURL(join(top, "src/web/symbols.js")).href);
    const light = (hex) => {
        const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    for (const [id, c] of Object.entries(CLASSES)) assert.ok(contrast(c.colour, "#ffffff") >= 3, `${id} on its white edge`);
    for (const [id, s] of Object.entries(STATUTS)) if (s.pattern !== "none") assert.ok(contrast(s.ink, s.fill) >= 3, `hatching of ${id}`);
    for (const [id, s] of Object.entries({ ...ZONES })) assert.ok(contrast(s.ink, s.fill ?? "#ffffff") >= 3, `edge of ${id}`);
    const shapes = Object.entries(CLASSES).filter(([id]) => id !== "site").map(([, c]) => c.path);
    assert.equal(new Set(shapes).size, shapes.length, "every class has its shape");
});

test("a page light enough", async () => {
    const size = (path) => (statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0) : statSync(path).size);
    assert.ok(size(folder) < 2e6, `${size(folder)} bytes`);
});

/* --- all of them --------------------------------------------------------------------------------- */

let failed = 0;
const wanted = process.argv.slice(2);
for (const [name, run] of tests) {
    if (wanted.length && name !== tests[0][0] && !wanted.some((w) => name.includes(w))) continue;
    const from = Date.now();
    try {
        await run();
        console.log(`ok   ${name} (${Date.now() - from} ms)`);
    } catch (e) {
        failed++;
        console.log(`FAIL ${name}\n${e.stack}`);
        if (SHOTS) for (const [i, page] of browser.pages().entries()) await page.screenshot({ path: join(SHOTS, `echec-${failed}-${i}.png`) }).catch(() => {});
    }
}
await browser.close();
server.close();
console.log(failed ? `${failed} failed` : "all passed");
process.exitCode = failed ? 1 : 0;
