// What a run publishes, opened by the code that uMap and Datawrapper open files with: tables of both
// flavours and every GeoJSON, as the table schemas say they are.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runAll } from "./essais.mjs";

const { MAILLAGE, MODULES, SCRATCH } = process.env;
const demo = join(dirname(fileURLToPath(import.meta.url)), "../../geodata/demo");
const require = createRequire(join(MODULES, "package.json"));
const { csv2geojson } = require("csv2geojson");
const datawrapper = require("@datawrapper/chart-core/dist/dw-2.0.cjs.js");

const study = readFileSync(join(demo, "demo.yaml"), "utf8").replace(/file: /g, `file: ${demo}/`);
const [machine, excel] = ["machine", "excel_fr"].map((flavour) => {
    const [asked, folder] = [join(SCRATCH, `${flavour}.yaml`), join(SCRATCH, flavour)];
    writeFileSync(asked, `${study}\ncsv: ${flavour}\n`);
    execFileSync(MAILLAGE, ["run", asked, "-o", folder, "--quiet"], { stdio: ["ignore", "ignore", "inherit"] });
    return folder;
});

/** The text of a file as a page reads it: a browser takes the byte order mark off. */
const text = (...path) => new TextDecoder().decode(readFileSync(join(...path)));
const json = (...path) => JSON.parse(text(...path));
const endingIn = (folder, end) => readdirSync(folder).filter((name) => name.endsWith(end));

/** The tables of a folder: name, and what its schema says of each field. */
const tables = (folder) => readdirSync(join(folder, "schemas")).map((name) => [name.replace(".json", ".csv"), json(folder, "schemas", name).fields]);

/** Points of a table, as csv2geojson finds them for uMap; and the rows it warns about. */
function umapPoints(table) {
    let read;
    csv2geojson(table, { delimiter: "auto", includeLatLon: false }, (errors, all) => (read = { errors: errors ?? [], points: all.features }));
    return read;
}

const UMAP_DRAWS = ["Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"];

const tests = [];
const test = (name, run) => tests.push([name, run]);

test("uMap: a table of places is a layer of points, and what has no place is told", () => {
    for (const [name, key] of [["sites", "id"], ["reseau-noeuds", "noeud"]]) {
        const { errors, points } = umapPoints(text(machine, `${name}.csv`));
        const { features } = json(machine, `${name}.geojson`);
        const placed = features.filter((f) => f.geometry);
        assert.ok(placed.length > 50 && placed.length < features.length);
        assert.deepEqual(points.map((p) => [p.properties[key], p.geometry.coordinates]), placed.map((f) => [f.properties[key], f.geometry.coordinates]), name);
        assert.deepEqual(errors.map((e) => e.row[key]), features.filter((f) => !f.geometry).map((f) => f.properties[key]));
    }
});

test("uMap: every GeoJSON is of shapes that it draws", () => {
    let drawn = 0;
    for (const name of endingIn(machine, ".geojson"))
        for (const { geometry } of json(machine, name).features.filter((f) => f.geometry)) {
            assert.ok(UMAP_DRAWS.includes(geometry.type), `${name}: ${geometry.type}`);
            drawn++;
        }
    assert.ok(drawn > 400, `${drawn}`);
});

test("Datawrapper: every table of both flavours, column by column", async () => {
    let numbers = 0;
    for (const folder of [machine, excel])
        for (const [name, fields] of tables(folder)) {
            const csv = text(folder, name);
            const read = await datawrapper.dataset.delimited({ csv }).dataset();
            assert.deepEqual(read.columns().map((c) => c.name()), fields.map((f) => f.name), name);
            for (const field of fields) {
                const column = read.column(field.name);
                const cells = column.raw().map((cell) => cell ?? "");
                const told = cells.filter((cell) => cell !== "");
                if (field.type === "string" || told.length === 0) continue;
                assert.equal(column.type(), "number", `${folder} ${name} ${field.name}`);
                assert.deepEqual(column.values().filter((_, i) => cells[i] !== ""), told.map((cell) => Number(cell.replace(field.decimalChar ?? ".", "."))), `${name} ${field.name}`);
                numbers += told.length;
            }
        }
    assert.ok(numbers > 1000, `${numbers}`);
});

await runAll(tests);
