// Files made from what the page holds: nothing is fetched.

import { h } from "./dom.js";
import { emptyBounds, geometryBounds } from "./geo.js";

function save(text, type, file) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const a = h("a", { href: url, download: file });
    document.body.append(a);
    a.click();
    a.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** A cell that a spreadsheet reads as text, never as a formula. */
function csvCell(value) {
    if (value === null || value === undefined) return "";
    let text = Array.isArray(value) ? value.join(";") : String(value);
    if (typeof value !== "number" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export function csvText(layer, rows) {
    const keys = [...layer.columns.keys()];
    const lines = [keys, ...rows.map((row) => keys.map((key) => layer.get(row, key)))];
    return lines.map((cells) => cells.map(csvCell).join(",")).join("\n") + "\n";
}

export const saveCsv = (layer, rows) => save(csvText(layer, rows), "text/csv;charset=utf-8", `${layer.id}.csv`);

export function saveGeojson(layer, manifest) {
    const keys = [...layer.columns.keys()];
    const features = [];
    const bbox = emptyBounds();
    for (let row = 0; row < layer.n; row++) {
        const geometry = layer.geometry(row);
        geometryBounds(geometry, bbox);
        features.push({ type: "Feature", id: layer.key(row), geometry, properties: Object.fromEntries(keys.map((key) => [key, layer.get(row, key)])) });
    }
    const all = { type: "FeatureCollection", name: layer.id, ...(bbox[0] <= bbox[2] ? { bbox } : {}), maillage: manifest.synthese.maillage, features };
    save(JSON.stringify(all), "application/geo+json", `${layer.id}.geojson`);
}
