// The page: reads the manifest, lays things out, and lets each part follow the state.

import { breathe, layer as readLayer, manifest as readManifest } from "./data.js";
import { h, name } from "./dom.js";
import { areaOf, emptyBounds, extend, geometryBounds } from "./geo.js";
import { card, chooser } from "./card.js";
import { drawTable } from "./table.js";
import { makeMap, shownIds, theLibrary } from "./map.js";
import { Network } from "./network.js";
import { panel } from "./panel.js";
import { searchBox } from "./search.js";
import { change, linkNow, listen, readLink, state } from "./state.js";
import { setLanguage, t } from "./words.js";

/* A page painted just before its map is made delays it: what is about to come is waited for. */
const GRACE_MS = 300;

let manifest, sites, drawing, network;
const parts = {};

/* --- what is shown at first ------------------------------------------------------------------ */

/** The level that a first look can take in: the finest of at most 500, quick to draw. */
function firstLevel() {
    const levels = manifest.couches.filter((c) => c.role === "territoires");
    const light = levels.filter((c) => c.n <= 500 && c.octets < 1e6);
    return (light.sort((a, b) => b.n - a.n)[0] ?? levels.sort((a, b) => a.n - b.n)[0])?.id ?? null;
}

function firstState() {
    const heavy = manifest.couches.filter((c) => c.role !== "sites" && c.octets > 4e6).map((c) => c.id);
    const level = firstLevel();
    // The network is drawn at first where there is no territory to look at.
    const reaches = manifest.couches.filter((c) => ["lacunes", "dessertes"].includes(c.role)).map((c) => c.id);
    const quiet = ["portee", ...reaches, ...heavy, ...(level ? ["aires", "maille", "rattachement"] : [])];
    return { lang: manifest.langue, level, off: new Set(shownIds(manifest).filter((id) => quiet.includes(id))) };
}

/** Where the sites are, by part of France; the part with most of them first. */
function areas() {
    const found = new Map();
    for (const at of sites.points) {
        if (!at) continue;
        const id = areaOf(at);
        const it = found.get(id) ?? { id, n: 0, bounds: emptyBounds() };
        it.n++;
        extend(it.bounds, at);
        found.set(id, it);
    }
    return [...found.values()].sort((a, b) => b.n - a.n);
}

/** The study's own extent there: that of its level, else of its sites. */
async function extent(area) {
    const bounds = [...area.bounds];
    if (state.level && manifest.couches.find((c) => c.id === state.level).n <= 500) {
        const level = await readLayer(state.level);
        for (let row = 0; row < level.n; row++) {
            const own = geometryBounds(level.geometry(row));
            if (own[0] <= own[2] && areaOf([(own[0] + own[2]) / 2, (own[1] + own[3]) / 2]) === area.id) {
                extend(bounds, own.slice(0, 2));
                extend(bounds, own.slice(2));
            }
        }
    }
    return bounds;
}

async function goToArea(area) {
    drawing?.jump(await extent(area));
}

/* --- layout ----------------------------------------------------------------------------------- */

function viewSwitch() {
    const button = (view) =>
        h("button", { type: "button", "aria-pressed": String(state.view === view), onclick: () => change({ view }) }, t(view === "carte" ? "app.map" : "app.table"));
    return h("div", { class: "views", role: "group", "aria-label": t("app.views") }, button("carte"), button("table"));
}

function header() {
    const other = state.lang === "fr" ? "en" : "fr";
    return [
        h("a", { class: "skip", href: "#tableau", onclick: (e) => (e.preventDefault(), change({ view: "table" }), parts.table.focus()) }, t("app.skip")),
        h("div", { class: "title" }, h("h1", {}, name(manifest.titre || t("app.untitled"))), h("p", { class: "indicative" }, t("app.indicative"))),
        searchBox(manifest, (layer, row) => choose(layer, row, true)),
        viewSwitch(),
        h("button", { type: "button", class: "lang", lang: other, onclick: () => change({ lang: other }) }, t("app.other")),
    ];
}

function mapTools() {
    const button = (label, sign, act) => h("button", { type: "button", "aria-label": label, title: label, onclick: act }, sign);
    const places = areas();
    return [
        button(t("map.in"), "+", () => drawing?.map.zoomIn()),
        button(t("map.out"), "−", () => drawing?.map.zoomOut()),
        button(t("map.all"), "⌂", () => places[0] && goToArea(places[0])),
        places.length > 1 &&
            h(
                "select",
                { "aria-label": t("map.area"), onchange: (e) => e.target.value && goToArea(places[+e.target.value]) },
                h("option", { value: "" }, t("map.area")),
                places.map((a, i) => h("option", { value: i }, `${t(`area.${a.id}`)} (${a.n})`)),
            ),
    ];
}

/** Rebuilding a part must not lose the reader's place in it. */
function keepingFocus(place, children) {
    const active = document.activeElement;
    const among = place.contains(active) ? [...place.querySelectorAll("input,select,button,summary,a")].indexOf(active) : -1;
    const open = [...place.querySelectorAll("details")].map((d) => d.open);
    const top = place.scrollTop;
    place.replaceChildren(...[children].flat(Infinity).filter(Boolean));
    [...place.querySelectorAll("details")].forEach((d, i) => (d.open = open[i] ?? d.open));
    if (among >= 0) place.querySelectorAll("input,select,button,summary,a")[among]?.focus({ preventScroll: true });
    place.scrollTop = top;
}

function drawHeader() {
    keepingFocus(parts.header, header());
    parts.mapTools.replaceChildren(...mapTools().filter(Boolean));
    parts.fold.textContent = t("app.panel");
    document.title = manifest.titre || t("app.untitled");
    document.documentElement.lang = state.lang;
    drawing?.map.getCanvas().setAttribute("aria-label", t("map.label"));
}

const drawPanel = () => keepingFocus(parts.panel, panel(manifest, sites));

function drawView() {
    const table = state.view === "table";
    parts.map.hidden = table;
    parts.table.hidden = !table;
    parts.card.hidden = table || !parts.card.hasChildNodes();
    if (table) drawTable(parts.table, manifest, see);
    else drawing?.map.resize();
}

function say(text) {
    parts.status.textContent = "";
    parts.status.textContent = text;
}

/* --- selection -------------------------------------------------------------------------------- */

/** From the table to the map. */
async function see(layer, row) {
    network ??= await Network.read(manifest, sites);
    change({ view: "carte" });
    choose(layer, row, true);
}

function choose(layer, row, go) {
    if (layer.role === "noeuds" && network.site(row) >= 0) return choose(sites, network.site(row), go);
    const selected = { layer: layer.id, key: layer.key(row) };
    const off = new Set(state.off);
    off.delete(layer.role === "liens" ? layer.get(row, "type") : layer.id);
    const more = layer.role === "territoires" ? { level: layer.id } : { off };
    change({ selected, ...more, ...(state.view === "table" ? { view: "carte" } : {}) });
    if (go) focusOn(layer, row);
}

function focusOn(layer, row) {
    const geometry = layer.geometry(row);
    if (geometry && drawing) drawing.goTo(geometryBounds(geometry), geometry.type === "Point" ? geometry.coordinates : null);
}

let closing = null; // what had the focus before the card

async function drawCard() {
    const wanted = state.selected;
    const couche = manifest.couches.find((c) => c.id === wanted?.layer);
    const layer = couche && (await readLayer(couche.id));
    network ??= await Network.read(manifest, sites);
    if (state.selected !== wanted) return;
    const row = layer ? layer.find(wanted.key) : -1;
    drawing?.select(row < 0 ? null : layer, row);
    if (row < 0) return clearCard();
    openCard(card(layer, row, { ...tools, centre: () => see(layer, row) }));
}

function clearCard() {
    parts.card.hidden = true;
    parts.card.replaceChildren();
}

function openCard(content) {
    if (!parts.card.contains(document.activeElement)) closing = document.activeElement;
    parts.card.hidden = false;
    parts.card.setAttribute("aria-label", t("card.region"));
    parts.card.replaceChildren(content);
    parts.card.scrollTop = 0;
    parts.card.querySelector("h2").focus({ preventScroll: true });
}

function closeCard() {
    clearCard();
    change({ selected: null });
    (closing?.isConnected ? closing : drawing?.map.getCanvas())?.focus({ preventScroll: true });
}

const tools = {
    close: closeCard,
    goSite: (key) => sites.find(key) >= 0 && choose(sites, sites.find(key), true),
    goRow: (layer, row) => choose(layer, row, true),
    get network() {
        return network;
    },
    get sites() {
        return sites;
    },
    get manifest() {
        return manifest;
    },
};

/** What the map says: words, or what was under a point. */
async function told(words, found) {
    if (words) return say(words);
    if (!found.length) return say(t("map.nothing"));
    const layer = await readLayer(found[0].layer);
    network ??= await Network.read(manifest, sites);
    if (found.length === 1) return choose(layer, found[0].row, false);
    change({ selected: null });
    await null; // the card that was there has gone
    openCard(chooser(layer, found.map((f) => f.row), tools));
}

/* --- following the state ----------------------------------------------------------------------- */

function follow(what) {
    const has = (...names) => names.some((n) => n in what);
    if (has("lang")) setLanguage(state.lang);
    if (has("lang", "view")) drawHeader();
    if (has("lang", "off", "level", "paint", "classes", "kinds", "wave", "shortcuts")) drawPanel();
    if (has("paint")) drawing?.repaintAll();
    if (has("off", "level", "classes", "kinds", "wave")) drawing?.refresh();
    if (has("view") || (state.view === "table" && has("lang", "table", "classes", "kinds", "wave"))) drawView();
    if (has("selected") || (has("lang") && state.selected)) drawCard();
}

function keys(e) {
    const typing = e.target.closest?.("input:not([type=checkbox]):not([type=radio]),textarea,select");
    if (e.key === "Escape" && !parts.card.hidden && !typing) closeCard();
    if (typing || e.ctrlKey || e.metaKey || e.altKey || !state.shortcuts) return;
    if (e.key === "t" || e.key === "T") {
        change({ view: state.view === "table" ? "carte" : "table" });
        if (state.view === "table") parts.table.focus();
    }
}

function layOut() {
    parts.status = h("p", { class: "hidden", role: "status" });
    parts.header = h("header", { class: "top" });
    parts.panel = h("div", { class: "inside" });
    parts.fold = h("summary", {}, t("app.panel"));
    parts.side = h("details", { class: "side", open: matchMedia("(min-width: 820px)").matches }, parts.fold, parts.panel);
    parts.mapTools = h("div", { class: "maptools" });
    parts.canvas = h("div", { id: "carte" });
    parts.map = h("div", { class: "map" }, parts.canvas, h("div", { class: "centre", "aria-hidden": "true" }), parts.mapTools);
    parts.table = h("div", { class: "table", id: "tableau", tabindex: -1, hidden: true });
    parts.card = h("section", { class: "card", hidden: true });
    parts.notice = h("p", { class: "notice", role: "alert", hidden: true });
    document
        .getElementById("app")
        .replaceChildren(parts.header, h("main", {}, parts.side, h("div", { class: "stage" }, parts.notice, parts.map, parts.table, parts.card)), parts.status);
    document.addEventListener("keydown", keys);
}

/** What the map shows at first: as the link says, else where most of the places are. */
async function firstBounds() {
    const [most] = state.camera ? [] : areas();
    return most && extent(most);
}

/** For who waits for it: when, in milliseconds since the page was asked for. */
function stamp(what) {
    document.documentElement.dataset[what] = String(Math.round(performance.now()));
}

async function startMap(bounds) {
    try {
        drawing = await makeMap(parts.canvas, manifest, told, await bounds);
    } catch (e) {
        console.info(e);
        parts.notice.textContent = t(window.maplibregl ? "app.nowebgl" : "app.nolibrary");
        parts.notice.hidden = false;
        return change({ view: "table" });
    }
    const canvas = drawing.map.getCanvas();
    canvas.setAttribute("aria-label", t("map.label"));
    canvas.addEventListener("keydown", (e) => e.key === "Enter" && drawing.pickCentre());
    await drawing.refresh();
    drawing.paint().then(async () => {
        stamp("ready");
        await drawing.named;
        drawing.map.once("idle", () => stamp("named"));
        drawing.map.triggerRepaint();
    });
}

async function start() {
    theLibrary();
    manifest = await readManifest();
    state.first = firstState();
    Object.assign(state, readLink(state.first));
    if (state.level) readLayer(state.level).catch(() => {}); // it comes while the rest is read
    sites = await readLayer("sites");
    setLanguage(state.lang);
    const bounds = firstBounds();
    await Promise.race([Promise.allSettled([bounds, theLibrary()]), breathe(GRACE_MS)]);
    layOut();
    drawHeader();
    drawPanel();
    drawView();
    listen(follow);
    await startMap(bounds);
    if (state.selected) drawCard();
    addEventListener("hashchange", () => {
        if (location.hash.slice(1) === linkNow()) return;
        const wanted = readLink(state.first);
        change(wanted);
        if (wanted.camera) drawing?.map.jumpTo({ center: [wanted.camera.lon, wanted.camera.lat], zoom: wanted.camera.zoom });
    });
}

const failed = (e) => {
    console.error(e);
    document.getElementById("app").replaceChildren(h("p", { class: "notice", role: "alert" }, t("app.failed", e.message)));
};
const begin = () => start().catch(failed);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin(); // a deferred script: the data's scripts are about to run
