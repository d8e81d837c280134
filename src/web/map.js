// The map: MapLibre draws, this says what. Layers come when they are first shown.

import { breathe, layer as readLayer } from "./data.js";
import { circle, classBounds, labelPoint } from "./geo.js";
import { CLASSES, LINKS, SHADES, STATUTS, ZONES, classImage, linkKind, patternImage, pixels, sheet } from "./symbols.js";
import { t } from "./words.js";
import { change, state } from "./state.js";

const RATIO = 2;
const SPECKS_ZOOM = 6.5;
const LOT_BYTES = 6e5; // of outlines, as they are written
const LOT_NAMES = 4000;
const NOTHING = { type: "FeatureCollection", features: [] };
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/* --- pictures -------------------------------------------------------------------------------- */

function addImages(map) {
    const image = (id, data) => map.addImage(id, data, { pixelRatio: RATIO });
    for (const id of Object.keys(CLASSES)) image(`classe-${id}`, classImage(id, RATIO));
    for (const [id, style] of Object.entries(STATUTS)) image(`statut-${id}`, patternImage(style, RATIO));
    for (const id of ["centres", "lacunes"]) image(`zone-${id}`, patternImage(ZONES[id], RATIO));
}

/* Names are drawn by the browser, in any script, without fonts to fetch. */
const FONT = "600 12px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";
const measure = sheet(1, 1);

function textWidth(text) {
    measure.font = FONT;
    return measure.measureText(text).width + 8;
}
const roughWidth = (text) => text.length * 7.2 + 8;

function addText(map, id) {
    const text = id.slice("texte:".length);
    const pen = sheet(Math.ceil(textWidth(text)) * RATIO, 18 * RATIO);
    pen.scale(RATIO, RATIO);
    pen.font = FONT;
    pen.lineJoin = "round";
    pen.lineWidth = 3.5;
    pen.strokeStyle = "rgba(255,255,255,.92)";
    pen.fillStyle = "#27323c";
    pen.strokeText(text, 4, 13);
    pen.fillText(text, 4, 13);
    map.addImage(id, pixels(pen), { pixelRatio: RATIO });
}

/* --- the style ------------------------------------------------------------------------------- */

/* MapLibre takes it for HTML. */
const credit = ({ fond_credit: text }) => (text ?? "").replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

function tilesStyle(manifest) {
    const style = {
        version: 8,
        sources: {},
        layers: [], // the paper is the page's own
    };
    if (manifest.fond) {
        style.sources.fond = {
            type: "raster",
            tiles: [manifest.fond],
            tileSize: 256,
            attribution: credit(manifest),
        };
        style.layers.push({ id: "fond", type: "raster", source: "fond", paint: { "raster-saturation": -0.6, "raster-opacity": 0.75 } });
    }
    return style;
}

const isStyle = (url) => /\.json([?#]|$)/.test(url ?? "");

/* Below these, in this order; an empty layer of each holds the place. */
const FLOORS = ["bas", "territoires", "zones", "lacunes", "portee", "qpv", "contours", "liens", "ronds", "noms", "choix", "lieux", "marque"];

const SELECTION = ["choix-fond", "choix-blanc", "choix-trait", "marque"];

const floor = (name) => `etage-${name}`;

/* What draws a lot of a layer. */
const part = (id, lot) => (lot ? `${id}-${lot}` : id);

/* Of one place only, a town's width around it. */
const framed = (bounds) =>
    bounds[0] === bounds[2] && bounds[1] === bounds[3]
        ? { center: bounds.slice(0, 2), zoom: 11 }
        : { bounds: [bounds.slice(0, 2), bounds.slice(2)], fitBoundsOptions: { padding: 24 } };

/* --- one map ---------------------------------------------------------------------------------- */

let library;

/** MapLibre comes after the page, which is read meanwhile; its worker starts at once. */
export function theLibrary() {
    library ??= (async () => {
        if (!window.maplibregl) await new Promise((resolve) => addEventListener("DOMContentLoaded", resolve));
        window.maplibregl?.prewarm();
        return window.maplibregl;
    })();
    return library;
}

/* Nothing is painted until paint(): each frame on the way would cost as much as the first whole one. */
function withhold({ painter }) {
    painter.render = (style) => {
        painter.style = style;
    };
}

/* A map seen from above has no sky. */
function leaveSkyOut({ painter }) {
    painter.drawFunctions = { ...painter.drawFunctions, sky() {} };
}

/** The map of `bounds`, or of the link's view; `tell` hears what it has to say. */
export async function makeMap(container, manifest, tell, bounds) {
    const library = await theLibrary();
    const first = state.camera;
    const map = new library.Map({
        container,
        style: isStyle(manifest.fond) ? manifest.fond : tilesStyle(manifest),
        center: first ? [first.lon, first.lat] : [2.5, 46.6],
        zoom: first?.zoom ?? 4.5,
        ...(bounds ? framed(bounds) : {}),
        maxZoom: 18,
        renderWorldCopies: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        attributionControl: false,
        fadeDuration: still() ? 0 : 150,
    });
    leaveSkyOut(map);
    if (!manifest.fond) withhold(map); // whose tiles come when they come
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new library.ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-left");
    map.addControl(new library.AttributionControl({ compact: false, customAttribution: isStyle(manifest.fond) ? credit(manifest) : "" }), "bottom-right");
    map.on("styleimagemissing", ({ id }) => {
        if (id.startsWith("texte:") && !map.hasImage(id)) addText(map, id);
    });
    await new Promise((resolve) => map.once("style.load", resolve));
    addImages(map);
    for (const name of FLOORS) map.addLayer({ id: floor(name), type: "background", paint: { "background-opacity": 0 }, layout: { visibility: "none" } });
    return new Drawing(map, manifest, tell);
}

/** Drawn apart from the layer whose rows they show. */
export const PARTS = { portee: "sites", maille: "liens", rattachement: "liens" };

/** Is a reach of some kind part of the study; is it a distance for some of the places? */
export const hasReach = ({ synthese: { couverture } }) => couverture?.lacunes.surface_km2 != null;
export const hasCircles = (manifest) => hasReach(manifest) && (manifest.synthese.couverture.portee_m !== null || !!manifest.portees_m);

/** What can be shown or not, in the order of the legend. */
export function shownIds(manifest) {
    const has = (id) => manifest.couches.some((c) => c.id === id);
    const ids = manifest.couches.filter((c) => c.role !== "communes" && c.role !== "liens" && (c.role !== "noeuds" || manifest.tetes === "noeuds")).map((c) => c.id);
    if (hasCircles(manifest)) ids.push("portee");
    if (has("liens")) ids.push("maille", "rattachement");
    return ids;
}

const asZone = { dessertes: "portee", qpv: "qpv", centres: "zones", lacunes: "lacunes", communes: "bas", aires: "zones" };

class Drawing {
    constructor(map, manifest, tell) {
        Object.assign(this, { map, manifest, tell });
        this.drawn = new Map(); // layer id -> ids of the layers that draw it
        this.lots = new Map(); // of territories: layer id -> in how many sources they are
        this.painted = new Promise((resolve) => (this.isPainted = resolve));
        this.opacity = manifest.fond ? 0.55 : 1;
        this.addSelection();
        map.on("moveend", () => {
            if (shownIds(this.manifest).some((id) => this.isWanted(id) && !this.drawn.has(id))) this.refresh();
            const { lng, lat } = map.getCenter();
            change({ camera: { zoom: map.getZoom(), lat, lon: lng } });
        });
        map.on("click", (e) => this.pick(e.point));
        map.on("mousemove", (e) => {
            map.getCanvas().style.cursor = this.under(e.point, 4).length ? "pointer" : "";
        });
    }

    /** Paint what there is by now; resolves when all of it is. */
    async paint() {
        const idle = () => new Promise((resolve) => this.map.once("idle", resolve));
        await idle();
        delete this.map.painter.render;
        this.map.triggerRepaint();
        await idle();
        this.isPainted();
    }

    add(id, name, spec) {
        this.map.addLayer({ id, ...spec }, floor(name));
    }

    /* --- layers, each when it is first wanted ------------------------------------------------ */

    async show(id, wanted) {
        if (wanted && !this.drawn.has(id)) {
            this.drawn.set(id, []); // not twice
            const description = this.manifest.couches.find((c) => c.id === id);
            try {
                const layer = await readLayer(PARTS[id] ?? id);
                if (id === "portee") await this.readCatchments();
                await layer.visit((row) => layer.geometry(row)); // decoded
                this.drawn.set(id, await this.draw(id, description?.role ?? id, layer));
                if (description?.role === "territoires") this.named = this.nameTerritories(id, layer);
            } catch (e) {
                this.drawn.delete(id);
                this.tell(t("app.failed", e.message));
                return;
            }
            wanted = this.isWanted(id);
        }
        for (const drawn of this.drawn.get(id) ?? []) {
            const visible = wanted && (!drawn.startsWith(`${id}-ronds`) || state.paint === "pop");
            this.map.setLayoutProperty(drawn, "visibility", visible ? "visible" : "none");
        }
    }

    /* A thousand QPV are specks on a map of the country: they wait until they can be seen. */
    isWanted(id) {
        if (id.startsWith("territoires")) return state.level === id;
        const couche = this.manifest.couches.find((c) => c.id === id);
        const specks = couche?.role === "qpv" && couche.n > 300 && this.map.getZoom() < SPECKS_ZOOM && !this.drawn.has(id);
        return !specks && !state.off.has(id);
    }

    /** All that is to be seen, and nothing else. */
    async refresh() {
        const ids = shownIds(this.manifest);
        await Promise.all(ids.map((id) => (this.isWanted(id) || this.drawn.has(id)) && this.show(id, this.isWanted(id))));
        this.filterSites();
    }

    draw(id, role, layer) {
        if (role === "sites") return this.drawSites(layer);
        if (role === "territoires") return this.drawTerritories(id, layer);
        if (role === "portee") return this.drawReach(layer);
        if (role in LINKS) return this.drawLinks(role, layer);
        if (role === "noeuds") return this.drawHubs(layer);
        return this.drawZones(id, role, layer);
    }

    drawSites(layer) {
        const radius = (row) => ({
            k: layer.get(row, "classe") ?? "site",
            f: layer.get(row, "type") === "fabrique" ? 1 : 0,
            w: layer.get(row, "vague") ?? "",
        });
        this.map.addSource("sites", { type: "geojson", data: layer.features(radius), maxzoom: 14 });
        this.add("sites", "lieux", {
            type: "symbol",
            source: "sites",
            layout: {
                "icon-image": ["concat", "classe-", ["get", "k"]],
                "icon-allow-overlap": true,
                "symbol-sort-key": ["get", "f"],
                "icon-size": [
                    "interpolate", ["linear"], ["zoom"],
                    5, ["case", ["==", ["get", "f"], 1], 0.5, 0.38],
                    9, ["case", ["==", ["get", "f"], 1], 0.8, 0.55],
                    13, ["case", ["==", ["get", "f"], 1], 1, 0.7],
                ],
            },
        });
        return ["sites"];
    }

    filterSites() {
        if (!this.map.getLayer("sites")) return;
        const kinds = [...state.kinds].map((k) => (k === "fabrique" ? 1 : 0));
        const filter = ["all", ["!", ["in", ["get", "k"], ["literal", [...state.classes]]]], ["!", ["in", ["get", "f"], ["literal", kinds]]]];
        if (state.wave) filter.push(["==", ["get", "w"], state.wave]);
        this.map.setFilter("sites", filter);
    }

    /* A place with a catchment of its own serves that, and no distance. */
    async readCatchments() {
        this.byCatchment = new Set();
        for (const { id } of this.manifest.couches.filter((c) => c.role === "dessertes")) {
            const layer = await readLayer(id);
            for (let row = 0; row < layer.n; row++) this.byCatchment.add(layer.get(row, "code"));
        }
    }

    drawReach(layer) {
        const { portees_m: own, synthese } = this.manifest;
        const features = [];
        for (let row = 0; row < layer.n; row++) {
            const at = layer.points[row];
            const metres = own?.[row] ?? synthese.couverture.portee_m;
            if (at && metres !== null && layer.get(row, "type") === "fabrique" && !this.byCatchment.has(layer.key(row)))
                features.push({ type: "Feature", id: row, properties: {}, geometry: circle(at, metres) });
        }
        this.map.addSource("portee", { type: "geojson", data: { type: "FeatureCollection", features }, tolerance: 0.2 });
        this.add("portee", "portee", { type: "fill", source: "portee", paint: { "fill-color": ZONES.portee.ink, "fill-opacity": 0.07 } });
        this.add("portee-bord", "portee", {
            type: "line",
            source: "portee",
            paint: { "line-color": ZONES.portee.ink, "line-width": 1.4, "line-dasharray": [4, 3] },
        });
        return ["portee", "portee-bord"];
    }

    drawZones(id, role, layer) {
        const style = ZONES[role] ?? ZONES.communes;
        const place = asZone[role] ?? "zones";
        this.map.addSource(id, { type: "geojson", data: layer.features(() => ({})), tolerance: 0.2 });
        const flat = { "fill-color": style.fill ?? "#fff", "fill-opacity": style.fill ? (style.opacity ?? 0.75) : 0 };
        const paint = style.pattern === "none" ? flat : { "fill-pattern": `zone-${role}` };
        paint["fill-antialias"] = false; // its edge is a line of its own
        this.add(id, place, { type: "fill", source: id, paint });
        this.add(`${id}-bord`, place, {
            type: "line",
            source: id,
            paint: { "line-color": style.ink, "line-width": style.line ?? 1.3, ...(style.dashes ? { "line-dasharray": style.dashes } : {}) },
        });
        return [id, `${id}-bord`];
    }

    /* White all around, so that they stand out from any territory. */
    drawLinks(type, layer) {
        const features = layer.features((row) => ({ k: linkKind(layer, row) }), (row) => layer.get(row, "type") === type);
        this.map.addSource(type, { type: "geojson", data: features, tolerance: 0.2 });
        const drawn = [`${type}-blanc`];
        const widths = Object.entries(LINKS[type]).flatMap(([kind, { width }]) => [kind, width + 2.4]);
        this.add(`${type}-blanc`, "liens", { type: "line", source: type, paint: { "line-color": "#fff", "line-opacity": 0.85, "line-width": ["match", ["get", "k"], ...widths, 3] } });
        for (const [kind, { ink, width, dashes }] of Object.entries(LINKS[type])) {
            const id = `${type}-${kind}`;
            this.add(id, "liens", {
                type: "line",
                source: type,
                filter: ["==", ["get", "k"], kind],
                paint: { "line-color": ink, "line-width": width, ...(dashes ? { "line-dasharray": dashes } : {}) },
            });
            drawn.push(id);
        }
        return drawn;
    }

    /* Hubs of a layer of their own. */
    drawHubs(layer) {
        this.map.addSource("noeuds", { type: "geojson", data: layer.features(() => ({}), (row) => layer.get(row, "type") === "fabrique") });
        this.add("noeuds", "lieux", { type: "symbol", source: "noeuds", layout: { "icon-image": "classe-site", "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-size": 0.9 } });
        return ["noeuds"];
    }

    async drawTerritories(id, layer) {
        const many = layer.n > 2500;
        const feature = (row) => layer.feature(row, { s: layer.get(row, "statut"), p: layer.get(row, "part_hors_portee") ?? -1 });
        const lots = lotsOf(range(layer.n), (row) => layer.shapes[row].length, LOT_BYTES);
        this.lots.set(id, lots.length);
        await this.addLots(id, lots.map((rows) => () => rows.map(feature).filter(Boolean)), { tolerance: 0.4, maxzoom: 13 });
        const filled = this.fillTerritories(id, layer);
        const edges = lots.map((_, lot) => {
            this.add(part(`${id}-bord`, lot), "contours", {
                type: "line",
                source: part(id, lot),
                paint: {
                    "line-color": "#44525e",
                    "line-width": ["interpolate", ["linear"], ["zoom"], 4, many ? 0.15 : 0.5, 8, many ? 0.5 : 0.9, 12, 1.4],
                },
            });
            return part(`${id}-bord`, lot);
        });
        return [...filled, ...edges];
    }

    /** Sources of some features each: handed over to the map's worker at one go, all of them
     * would stop the page for as long as it takes to copy them. */
    async addLots(id, lots, options) {
        for (const [lot, features] of lots.entries()) {
            if (lot) await breathe();
            this.map.addSource(part(id, lot), { type: "geojson", data: { type: "FeatureCollection", features: features() }, ...options });
        }
    }

    /* Names come when the rest is there to be read; the widest last, since what is above comes first. */
    async nameTerritories(id, layer) {
        await this.painted;
        const names = (await placeNames(layer)).sort((a, b) => b.properties.w - a.properties.w);
        const lots = lotsOf(names, () => 1, LOT_NAMES);
        await this.addLots(`${id}-noms`, lots.map((features) => () => features), {});
        for (const lot of lots.keys()) {
            const [source, circles] = [part(`${id}-noms`, lot), part(`${id}-ronds`, lot)];
            this.add(circles, "ronds", {
                type: "circle",
                source,
                filter: [">", ["get", "c"], 0],
                paint: {
                    "circle-radius": ["*", 34, ["get", "c"]],
                    "circle-color": "#7f3b08",
                    "circle-opacity": 0.55,
                    "circle-stroke-color": "#4d2203",
                    "circle-stroke-width": 1,
                },
            });
            this.add(source, "noms", {
                type: "symbol",
                source,
                filter: ["<=", ["get", "z"], ["zoom"]],
                layout: { "icon-image": ["get", "n"], "icon-padding": 4, "symbol-sort-key": ["get", "w"] },
            });
            this.drawn.get(id).push(source, circles);
        }
        this.show(id, this.isWanted(id));
    }

    /* A layer for each hatching: one that took them from the data would carry them in each vertex. */
    fillTerritories(id, layer) {
        const fills = state.paint === "statut" ? Object.keys(STATUTS).map((s) => [s, { "fill-pattern": `statut-${s}` }]) : [["", { "fill-color": this.territoryColour(layer) }]];
        return range(this.lots.get(id)).flatMap((lot) =>
            fills.map(([statut, paint]) => {
                const drawn = part(`${id}-fond${statut}`, lot);
                const filter = statut ? { filter: ["==", ["get", "s"], statut] } : {};
                this.add(drawn, "territoires", { type: "fill", source: part(id, lot), ...filter, paint: { ...paint, "fill-opacity": this.opacity, "fill-antialias": false } });
                return drawn;
            }),
        );
    }

    territoryColour(layer) {
        if (state.paint === "pop") return "#eef1f3";
        const bounds = partBounds(layer);
        const steps = ["step", ["get", "p"], "#ffffff", -0.5, SHADES[0]];
        for (let i = 1; i + 1 < bounds.length; i++) steps.push(Math.max(bounds[i], -0.4 + i * 1e-9), SHADES[i]);
        return steps;
    }

    async repaintAll() {
        for (const id of this.drawn.keys()) {
            if (!id.startsWith("territoires")) continue;
            const layer = await readLayer(id);
            const drawn = this.drawn.get(id);
            if (!drawn?.length) continue;
            const isFill = (one) => one.startsWith(`${id}-fond`);
            for (const one of drawn.filter(isFill)) this.map.removeLayer(one);
            this.drawn.set(id, [...this.fillTerritories(id, layer), ...drawn.filter((one) => !isFill(one))]);
        }
        await this.refresh();
    }

    /* --- what is selected --------------------------------------------------------------------- */

    addSelection() {
        this.map.addSource("choix", { type: "geojson", data: NOTHING });
        const add = (id, name, spec) => this.add(id, name, { source: "choix", layout: { visibility: "none" }, ...spec });
        add("choix-fond", "choix", { type: "fill", filter: ["==", ["get", "q"], "where"], paint: { "fill-color": "#ffd84d", "fill-opacity": 0.35 } });
        add("choix-blanc", "choix", { type: "line", paint: { "line-color": "#fff", "line-width": 6 } });
        add("choix-trait", "choix", { type: "line", paint: { "line-color": "#111", "line-width": 2.6 } });
        add("marque", "marque", {
            type: "circle",
            filter: ["==", ["geometry-type"], "Point"],
            paint: { "circle-radius": 16, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": "#111", "circle-stroke-width": 3 },
        });
    }

    /** Show where the selected thing is: a place with its radius or its commune. */
    async select(layer, row) {
        const source = this.map.getSource("choix");
        for (const id of SELECTION) this.map.setLayoutProperty(id, "visibility", layer ? "visible" : "none");
        if (!layer) return source.setData(NOTHING);
        const features = [];
        const add = (geometry, q) => geometry && features.push({ type: "Feature", properties: { q }, geometry });
        add(layer.geometry(row), "zone");
        if (layer.id === "sites") {
            const radius = layer.get(row, "rayon_m");
            if (radius > 0 && layer.points[row]) add(circle(layer.points[row], radius), "where");
            if (layer.get(row, "localisation") === "commune") for (const g of await this.communesOf(layer, row)) add(g, "where");
        }
        source.setData({ type: "FeatureCollection", features });
        return features;
    }

    async communesOf(sites, row) {
        const described = this.manifest.couches.find((c) => c.role === "communes") ?? this.manifest.couches.find((c) => c.role === "territoires" && c.nom === "commune");
        if (!described) return [];
        const communes = await readLayer(described.id);
        const codes = (sites.get(row, "insee_com") ?? "").split(/[\s,;]+/);
        return codes.map((code) => communes.find(code)).filter((at) => at >= 0).map((at) => communes.geometry(at));
    }

    goTo(bounds, point) {
        // The card covers the right of a wide map, the bottom of a narrow one.
        const { clientWidth: width, clientHeight: height } = this.map.getContainer();
        const wide = width > 760;
        const padding = { left: 60, top: 50, right: wide ? 430 : 30, bottom: wide ? 50 : Math.round(height * 0.55) };
        const options = { duration: still() ? 0 : 600, padding, maxZoom: 13 };
        if (point)
            this.map.easeTo({
                center: point,
                offset: wide ? [-185, 0] : [0, -Math.round(height * 0.25)],
                zoom: Math.max(this.map.getZoom(), 11),
                duration: options.duration,
            });
        else if (bounds[0] <= bounds[2]) this.map.fitBounds([bounds.slice(0, 2), bounds.slice(2)], options);
    }

    jump(bounds) {
        if (bounds[0] > bounds[2]) return;
        const { center, zoom, bounds: box, fitBoundsOptions } = framed(bounds);
        if (center) this.map.jumpTo({ center, zoom });
        else this.map.fitBounds(box, { duration: 0, ...fitBoundsOptions });
    }

    /* --- what is under a point ---------------------------------------------------------------- */

    /** Rows there, as { layer, row }: all places near it or, failing any, the smallest zone. */
    under(point, slack) {
        const shown = [...this.drawn.entries()].filter(([id, drawn]) => id !== "portee" && drawn.length && this.isWanted(id));
        const hit = (id, box) => this.map.queryRenderedFeatures(box, { layers: this.drawn.get(id) });
        const rows = (id, found) => [...new Set(found.map((f) => f.id))].map((row) => ({ layer: PARTS[id] ?? id, row }));
        const box = [
            [point.x - slack, point.y - slack],
            [point.x + slack, point.y + slack],
        ];
        const near = ["sites", "noeuds", "maille", "rattachement"].filter((id) => shown.some(([one]) => one === id));
        for (const id of near) {
            const found = rows(id, hit(id, box));
            if (found.length) return found;
        }
        const order = ["qpv", "lacunes", "aires", "dessertes", "territoires", "centres"];
        const ranked = shown
            .filter(([id]) => !near.includes(id))
            .map(([id]) => [order.findIndex((role) => id.startsWith(role)), id])
            .sort((a, b) => a[0] - b[0]);
        for (const [, id] of ranked) {
            const found = rows(id, hit(id, [point.x, point.y]));
            if (found.length) return found.slice(0, 1);
        }
        return [];
    }

    pick(point) {
        this.tell(null, this.under(point, 7));
    }

    pickCentre() {
        const { clientWidth, clientHeight } = this.map.getContainer();
        this.tell(null, this.under({ x: clientWidth / 2, y: clientHeight / 2 }, 16));
    }
}

/** Where the name of each territory goes, from which zoom, and how large its circle is. */
async function placeNames(layer) {
    const out = (row) => layer.get(row, "population_hors_portee") ?? 0;
    const most = range(layer.n).reduce((found, row) => Math.max(found, out(row)), 1);
    const names = [];
    await layer.visit((row) => {
        const spot = labelPoint(layer.polygons(row));
        if (!spot) return;
        const name = layer.label(row);
        // From which zoom the name is no wider than its territory: 512 px hold 360 degrees at 0.
        const zoom = Math.log2(((roughWidth(name) * 0.8) / Math.max(spot.across, 1e-6)) * (360 / 512));
        names.push({
            type: "Feature",
            id: row,
            properties: { n: `texte:${name}`, z: zoom, w: -spot.width, c: Math.sqrt(out(row) / most) },
            geometry: { type: "Point", coordinates: spot.at },
        });
    });
    return names;
}

/** Runs of items that weigh so much at most each. */
function lotsOf(items, weigh, most) {
    const lots = [[]];
    let sum = 0;
    for (const item of items) {
        sum += weigh(item);
        if (sum > most && lots.at(-1).length) {
            lots.push([]);
            sum = weigh(item);
        }
        lots.at(-1).push(item);
    }
    return lots;
}

const range = (n) => Array.from({ length: n }, (_, i) => i);

/** Bounds of the classes of the share out of reach. */
export function partBounds(layer) {
    layer.bounds ??= classBounds(range(layer.n).map((row) => layer.get(row, "part_hors_portee")).filter((v) => v !== null), SHADES.length);
    return layer.bounds;
}
