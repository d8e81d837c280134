// What a run publishes, read by validators that know nothing of maillage: every GeoJSON by
// check-geojson and by the letter of RFC 7946, the data package and each of its tables by
// Frictionless's own libraries. Each check is first shown to find what is wrong.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runAll } from "./essais.mjs";

const { MAILLAGE, MODULES, SCRATCH } = process.env;
const here = dirname(fileURLToPath(import.meta.url));
const demo = join(here, "../../geodata/demo");
const require = createRequire(join(MODULES, "package.json"));
const { check } = require("@placemarkio/check-geojson");
const { Package, validate } = require("datapackage");

const make = (study, out) => execFileSync(MAILLAGE, ["run", study, "-o", out, "--quiet", "--lang", "fr"], { stdio: ["ignore", "ignore", "inherit"] });

/* --- RFC 7946 ------------------------------------------------------------------------------------ */

const turn = (ring) => ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0);

function ringFaults(rings) {
    return rings.flatMap((ring, i) => [
        ring.length >= 4 || "a ring of fewer than four positions",
        ring[0][0] === ring.at(-1)[0] && ring[0][1] === ring.at(-1)[1] ? true : "a ring that is not closed",
        i ? turn(ring) < 0 || "a hole that is not clockwise" : turn(ring) > 0 || "a shell that is not counter-clockwise",
    ]);
}

const polygonsOf = ({ type, coordinates }) => (type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : []);

/** What RFC 7946 and our own promises do not allow in that text; empty: nothing. */
function faults(text) {
    try {
        check(text);
    } catch (e) {
        return [e.message];
    }
    const all = JSON.parse(text);
    const found = ["crs" in all && "a member crs", all.bbox?.length === 4 || (all.features.length === 0 ? true : "no bbox")];
    const ids = all.features.map((f) => f.id);
    found.push(ids.every((id) => id !== undefined) || "a feature without id", new Set(ids).size === ids.length || "two features of one id");
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const see = (p) => (typeof p[0] === "number" ? [0, 1].forEach((k) => ((box[k] = Math.min(box[k], p[k])), (box[k + 2] = Math.max(box[k + 2], p[k])))) : p.forEach(see));
    for (const { geometry } of all.features.filter((f) => f.geometry)) {
        see(geometry.coordinates);
        for (const rings of polygonsOf(geometry)) found.push(...ringFaults(rings));
    }
    if (all.bbox) found.push(box.every((v, k) => v === all.bbox[k]) || `bbox ${all.bbox}, positions ${box}`);
    return found.filter((f) => f !== true && f !== false);
}

/* --- tests ------------------------------------------------------------------------------------------ */

const tests = [];
const test = (name, run) => tests.push([name, run]);
const published = join(SCRATCH, "demo");
make(join(demo, "demo.yaml"), published);
const geojson = (folder) => readdirSync(folder).filter((name) => name.endsWith(".geojson"));
const read = (name) => readFileSync(join(published, name), "utf8");

test("the checks of GeoJSON find what is wrong", () => {
    const good = read("territoires-epci.geojson");
    const broken = (change) => {
        const all = JSON.parse(good);
        change(all, all.features[0].geometry.type === "Polygon" ? all.features[0].geometry.coordinates : all.features[0].geometry.coordinates[0]);
        return faults(JSON.stringify(all));
    };
    assert.deepEqual(faults(good), []);
    assert.match(broken((_, rings) => rings[0].reverse()).join(), /counter-clockwise/);
    assert.match(broken((_, rings) => rings[0].pop()).join(), /closed|first and last/i);
    assert.match(broken((all) => (all.crs = { type: "name" })).join(), /crs/);
    assert.match(broken((all) => (all.bbox[0] -= 1)).join(), /bbox/);
    assert.match(broken((all) => delete all.bbox).join(), /bbox/);
    assert.match(broken((all) => (all.features[1].id = all.features[0].id)).join(), /one id/);
    assert.match(broken((all) => (all.features[0].geometry.type = "Polygone")).join(), /type/i);
});

test("every GeoJSON of the demonstration", () => {
    const names = geojson(published);
    assert.ok(names.length >= 14, `${names}`);
    for (const name of names) assert.deepEqual(faults(read(name)), [], name);
});

test("GeoJSON lightened for publication, and names of any kind", () => {
    const study = join(SCRATCH, "publiee.yaml");
    const lines = readFileSync(join(demo, "demo.yaml"), "utf8").replace(/file: /g, `file: ${demo}/`);
    writeFileSync(study, `${lines}\ncsv: excel_fr\npublication: {max_size: 20kB, decimals: 5}\n`);
    make(study, join(SCRATCH, "publiee"));
    make(join(here, "hostile/etude.yaml"), join(SCRATCH, "hostile"));
    for (const folder of ["publiee", "hostile"]) {
        const names = geojson(join(SCRATCH, folder));
        assert.ok(names.length > 1, `${names}`);
        for (const name of names) assert.deepEqual(faults(readFileSync(join(SCRATCH, folder, name), "utf8")), [], `${folder}/${name}`);
    }
});

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Rows of every table, as its schema says they are. */
async function readTables(folder) {
    const all = await Package.load(join(folder, "datapackage.json"), { basePath: folder, strict: true });
    const rows = {};
    for (const resource of all.resources) {
        const bytes = readFileSync(join(folder, resource.descriptor.path));
        assert.equal(resource.descriptor.bytes, bytes.length, resource.name);
        assert.equal(resource.descriptor.hash, `sha256:${createHash("sha256").update(bytes).digest("hex")}`, resource.name);
        // The byte order mark that Excel wants is more than this reader knows.
        if (bytes.subarray(0, 3).equals(MARK)) writeFileSync(join(folder, resource.descriptor.path), bytes.subarray(3));
        if (resource.tabular) rows[resource.name] = await resource.read({ keyed: true });
    }
    return rows;
}

for (const [what, folder] of [["commas", published], ["semicolons for Excel", join(SCRATCH, "publiee")], ["names of any kind", join(SCRATCH, "hostile")]])
    test(`the data package and its tables: ${what}`, async () => {
        const { valid, errors } = await validate(join(folder, "datapackage.json"));
        assert.ok(valid, errors.map(String).join("; "));
        const rows = await readTables(folder);
        assert.ok(Object.keys(rows).length > 1);
        if (folder === join(SCRATCH, "hostile")) return;
        assert.equal(rows["sites-csv"].length, 60);
        assert.equal(typeof rows["territoires-epci-csv"][0].surface_km2, "number");
        assert.match(rows["territoires-commune-csv"][0].code, /^99/);
    });

test("a table that breaks its schema is found", async () => {
    const folder = join(SCRATCH, "abime");
    cpSync(published, folder, { recursive: true });
    const path = join(folder, "territoires-epci.csv");
    const text = readFileSync(path, "utf8");
    const spoiled = text.replace(/^([^,]*,[^\n]*),(\d+),/m, "$1,beaucoup,");
    assert.notEqual(spoiled, text);
    writeFileSync(path, spoiled);
    const all = await Package.load(join(folder, "datapackage.json"), { basePath: folder, strict: true });
    await assert.rejects(all.getResource("territoires-epci-csv").read({ keyed: true }));
});

/** Shells less holes of a path that is drawn by steps, in its own units. */
function pathArea(d) {
    let area = 0;
    for (const [, start, steps] of d.matchAll(/M([^lZ]*)l([^Z]*)Z/g)) {
        const numbers = (text) => text.match(/-?(\d+\.?\d*|\.\d+)/g).map(Number);
        const ring = [numbers(start)];
        const moves = numbers(steps);
        for (let i = 0; i < moves.length; i += 2) ring.push([ring.at(-1)[0] + moves[i], ring.at(-1)[1] + moves[i + 1]]);
        area -= turn([...ring, ring[0]]) / 2; // y goes down
    }
    return area;
}

test("maps on paper hold the territories of the results, to scale", () => {
    const page = read("rapport.html");
    for (const [level, title, fills] of [["epci", "EPCI", { pourvu: "#a9ccd9", partiel: "#fbe9c8" }], ["commune", "communes", { pourvu: "#a9ccd9", desservi: "#e3eff3", partiel: "#fbe9c8", non_pourvu: "#efb269" }]]) {
        const from = page.indexOf("<svg", page.indexOf(`>Territoires : ${title}<`));
        const map = page.slice(from, page.indexOf("</svg>", from));
        const paths = new Map([...map.matchAll(/<path id="([^"]+)" d="([^"]+)"/g)].map(([, id, d]) => [id, d]));
        const drawn = {};
        for (const [statut, fill] of Object.entries(fills)) {
            const used = new RegExp(`<use href="#([^"]+)" fill="${fill}"`).exec(map);
            drawn[statut] = pathArea(used ? paths.get(used[1]) : new RegExp(`<path d="(M[^"]+)" fill="${fill}"`).exec(map)[1]);
        }
        const known = {};
        for (const { properties: p } of JSON.parse(read(`territoires-${level}.geojson`)).features) known[p.statut] = (known[p.statut] ?? 0) + p.surface_km2;
        const sum = (all) => Object.values(all).reduce((a, b) => a + b, 0);
        for (const statut of Object.keys(fills)) {
            const [share, wanted] = [drawn[statut] / sum(drawn), known[statut] / sum(known)];
            assert.ok(Math.abs(share - wanted) < 0.005, `${level} ${statut}: ${share} of the map, ${wanted} of the land`);
        }
    }
});

await runAll(tests);
