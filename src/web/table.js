// The same data as rows: sorted by a column, filtered by words, page by page.

import { h, name, uid } from "./dom.js";
import { layer as readLayer } from "./data.js";
import { layerTitle, siteKept } from "./panel.js";
import { saveCsv, saveGeojson } from "./download.js";
import { plain } from "./search.js";
import { change, state } from "./state.js";
import { getLanguage, known, number, percent, t } from "./words.js";

const PAGE = 50; // what a browser lays out at once without being waited for
const WORDS = { classe: "class", classe_calculee: "class", classes_possibles: "class", statut: "statut", eligibilite: "elig", eligibilites_possibles: "elig", type: "kind", certitude: "cert", rattachement: "att" };
const FLAGS = new Set(["articulation", "pont", "arbre", "dans_maillage", "meme_territoire"]);
const HIDDEN = new Set(["niveau", "lon", "lat", "lon_isole", "lat_isole", "classe_calculee", "commune_trouvee_par", "population_source"]);

const own = { layer: null, sort: null, down: false, query: "", page: 0, asked: 0 };

function shownValue(key, value) {
    if (value === null) return "";
    const word = (v) => (known(`${WORDS[key]}.${v}`) ? t(`${WORDS[key]}.${v}`) : v);
    if (Array.isArray(value)) return value.map(word).join(" ; ");
    if (WORDS[key]) return word(value);
    if (FLAGS.has(key)) return t(value ? "yes" : "no");
    if (key.startsWith("part_")) return percent(value);
    return typeof value === "number" ? number(value, key.endsWith("_m") || key.startsWith("population") || key.startsWith("nb_") ? 0 : 2) : value;
}

const shownText = (layer, row, key) => shownValue(key, layer.get(row, key));

const columnTitle = (column) => (known(`col.${column.cle}`) ? t(`col.${column.cle}`) : column.titre || column.cle);

/** What a column is searched by, words as they are shown and numbers as they are, and which of
 * these texts is a row's: those that rows share are there once. */
async function readTexts(layer, key) {
    const { valeurs, mots, partout } = layer.columns.get(key);
    const text = (value) => (typeof value === "number" ? String(value) : plain(shownValue(key, value)));
    if (!valeurs) return { texts: [text(partout)], at: () => 0 };
    if (mots) return { texts: [...mots.map(text), ""], at: (row) => (valeurs[row] < 0 ? mots.length : valeurs[row]) };
    const texts = [];
    await layer.visit((row) => texts.push(text(valeurs[row])));
    return { texts, at: (row) => row };
}

/** Of all columns shown, once in each language. */
function searched(layer, keys) {
    const language = getLanguage();
    if (layer.searched?.language !== language) layer.searched = { language, columns: Promise.all(keys.map((key) => readTexts(layer, key))) };
    return layer.searched.columns;
}

/** Rows kept, in order. Missing values come last either way. */
async function rowsOf(layer, keys) {
    const words = plain(own.query).split(" ").filter(Boolean);
    const columns = words.length ? await searched(layer, keys) : [];
    const rows = [];
    await layer.visit((row) => {
        if (layer.id === "sites" && !siteKept(layer, row)) return;
        if (words.every((w) => columns.some(({ texts, at }) => texts[at(row)].includes(w)))) rows.push(row);
    });
    if (own.sort && layer.has(own.sort)) {
        const { compare } = new Intl.Collator("fr", { numeric: true });
        const value = (row) => layer.get(row, own.sort);
        const text = (row) => shownText(layer, row, own.sort);
        const number = layer.columns.get(own.sort).type !== "texte" && layer.columns.get(own.sort).type !== "liste";
        const cells = new Map(rows.map((row) => [row, number ? value(row) : text(row) || null]));
        rows.sort((a, b) => {
            const [x, y] = [cells.get(a), cells.get(b)];
            if (x === null || y === null) return (x === null) - (y === null) || a - b;
            return (number ? x - y : compare(x, y)) * (own.down ? -1 : 1) || a - b;
        });
    }
    return rows;
}

function head(layer, keys, again) {
    return h(
        "thead",
        {},
        h(
            "tr",
            {},
            keys.map((key) => {
                const sorted = own.sort === key;
                const title = columnTitle(layer.columns.get(key));
                const sort = () => {
                    Object.assign(own, { sort: key, down: sorted && !own.down, page: 0 });
                    again(`tri-${key}`);
                };
                return h(
                    "th",
                    { scope: "col", "aria-sort": sorted ? (own.down ? "descending" : "ascending") : null, title: layer.columns.get(key).titre },
                    h("button", { type: "button", id: `tri-${key}`, "aria-label": t("table.sort", title), onclick: sort }, name(title), h("span", { "aria-hidden": "true", class: "arrow" }, sorted ? (own.down ? " ▼" : " ▲") : "")),
                );
            }),
        ),
    );
}

function line(layer, row, keys, see) {
    return h(
        "tr",
        {},
        keys.map((key) => {
            const text = shownText(layer, row, key);
            const numeric = typeof layer.get(row, key) === "number";
            if (key === "nom" || (key === layer.keyColumn && !layer.has("nom")))
                return h("th", { scope: "row" }, h("button", { type: "button", class: "link", "aria-label": t("table.see", layer.label(row)), onclick: () => see(layer, row) }, name(layer.label(row))));
            return h("td", { class: numeric ? "num" : text.length > 24 ? "long" : null }, numeric ? text : name(text));
        }),
    );
}

/** Fill `place` with the table of the layer chosen. `see(layer, row)` shows a row on the map. */
export async function drawTable(place, manifest, see) {
    const couche = manifest.couches.find((c) => c.id === state.table) ?? manifest.couches[0];
    const layer = await readLayer(couche.id);
    if (own.layer !== layer.id) Object.assign(own, { layer: layer.id, sort: null, down: false, query: "", page: 0 });
    const keys = [...layer.columns.keys()].filter((key) => !HIDDEN.has(key));
    const [choice, filter] = [uid("couche"), uid("filtre")];
    const results = h("div", { class: "results" });
    const again = async (focus) => {
        const asked = ++own.asked;
        const rows = await rowsOf(layer, keys);
        if (asked !== own.asked) return;
        const pages = Math.max(1, Math.ceil(rows.length / PAGE));
        own.page = Math.min(own.page, pages - 1);
        const turn = (by) => {
            own.page += by;
            again(by > 0 ? "page-suivante" : "page-precedente");
        };
        results.replaceChildren(
            h("p", { role: "status", class: "note" }, t("table.rows", number(rows.length), number(layer.n))),
            h(
                "div",
                { class: "scroll", tabindex: 0, role: "region", "aria-label": `${t("table.label")} ${layerTitle(couche)}` },
                h("table", {}, h("caption", { class: "hidden" }, layerTitle(couche)), head(layer, keys, again), h("tbody", {}, rows.slice(own.page * PAGE, (own.page + 1) * PAGE).map((row) => line(layer, row, keys, see)))),
            ),
            h(
                "p",
                { class: "row pages" },
                h("button", { type: "button", id: "page-precedente", disabled: own.page === 0, onclick: () => turn(-1) }, t("table.prev")),
                h("span", {}, t("table.page", number(own.page + 1), number(pages))),
                h("button", { type: "button", id: "page-suivante", disabled: own.page + 1 >= pages, onclick: () => turn(1) }, t("table.next")),
                h("button", { type: "button", onclick: () => saveCsv(layer, rows) }, t("table.csv")),
                h("button", { type: "button", onclick: () => saveGeojson(layer, manifest) }, t("table.geojson")),
            ),
        );
        if (focus) document.getElementById(focus)?.focus();
    };
    let later;
    place.replaceChildren(
        h(
            "div",
            { class: "tools" },
            h("label", { for: choice }, t("table.layer")),
            h("select", { id: choice, onchange: (e) => change({ table: e.target.value }) }, manifest.couches.map((c) => h("option", { value: c.id, selected: c.id === couche.id }, `${layerTitle(c)} (${number(c.n)})`))),
            h("label", { for: filter }, t("table.filter")),
            h("input", {
                id: filter,
                type: "search",
                value: own.query,
                oninput: (e) => {
                    clearTimeout(later);
                    later = setTimeout(() => {
                        Object.assign(own, { query: e.target.value, page: 0 });
                        again();
                    }, 120);
                },
            }),
        ),
        results,
    );
    await again();
    searched(layer, keys); // before it is asked for
}
