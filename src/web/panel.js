// Beside the map: figures, the legend that is also the layer switch, filters, sources.

import { h, svg, name, uid } from "./dom.js";
import { layer as readLayer } from "./data.js";
import { CLASSES, LINKS, SHADES, STATUTS, ZONES, classIcon, linkIcon, linkKind, swatch } from "./symbols.js";
import { change, state, toggle } from "./state.js";
import { distance, known, number, percent, t, tOr } from "./words.js";
import { hasCircles, hasReach, partBounds } from "./map.js";
import { saveGeojson } from "./download.js";

export const layerTitle = (couche) => {
    if (couche.role === "territoires") return tOr(`level.${couche.nom}`, couche.nom);
    if (couche.role === "sites") return t("legend.sites");
    const title = tOr(`layer.${couche.role}`, couche.role);
    return couche.nom && couche.nom !== couche.role ? `${title} · ${couche.nom}` : title;
};

/* --- figures --------------------------------------------------------------------------------- */

/** One half of the programme: what is sure, what overlaps, what is uncertain, the target. */
function halfBar(total, own, all, target) {
    const W = 300;
    const x = (n) => (W * n) / Math.max(total, 1);
    const box = (from, to, attributes) =>
        to > from && svg("rect", { x: x(from), y: 4, width: Math.max(x(to) - x(from), 1), height: 12, ...attributes });
    return svg(
        "svg",
        { viewBox: `-2 0 ${W + 4} 20`, class: "half", "aria-hidden": "true", preserveAspectRatio: "none" },
        svg("rect", { x: 0, y: 4, width: W, height: 12, fill: "#fff", stroke: "#7b8791", "stroke-width": 1 }),
        box(all[0], all[1], { fill: "#c9d3db" }),
        box(0, all[0], { fill: "#12436D" }),
        box(all[0], own[0], { fill: "#12436D" }),
        box(own[0], own[1], { fill: "#6f93b3" }),
        svg("line", { x1: x(target), x2: x(target), y1: 0, y2: 20, stroke: "#C8500A", "stroke-width": 3 }),
    );
}

const interval = ([low, high]) => (low === high ? t("fig.exactly", number(low)) : t("fig.interval", number(low), number(high)));

function half(title, total, own, all, target) {
    const doubt = own[0] !== all[0] || own[1] !== all[1];
    return h(
        "div",
        { class: "figure" },
        h("dt", {}, title),
        h("dd", { class: "row" }, h("strong", {}, interval(own)), h("span", { class: "target" }, t("fig.target", number(target)))),
        h("dd", {}, halfBar(total, own, all, target)),
        doubt && h("dd", { class: "aside" }, t("fig.withdoubt", interval(all))),
    );
}

function split(partage) {
    return [
        h("h3", {}, t("fig.split", number(partage.denominateur))),
        h(
            "dl",
            {},
            half(t("fig.half_qpv"), partage.denominateur, partage.intervalle_qpv, partage.intervalle_qpv_incertitude, partage.cible.qpv),
            half(t("fig.half_hors"), partage.denominateur, partage.intervalle_hors, partage.intervalle_hors_incertitude, partage.cible.hors),
        ),
        h("p", { class: "note keyline" }, t("fig.key")),
        h("p", { class: `verdict ${partage.verdict}` }, t(`fig.verdict.${partage.verdict}`)),
    ];
}

function coverage(c, lang) {
    const parts = [];
    const people = [number(c.population_hors_portee), number(c.population), percent(c.population_hors_portee / c.population)];
    if (c.population && c.population_hors_portee != null) parts.push(h("p", {}, c.portee_sens ? t("fig.people.any", ...people) : t("fig.people", ...people, distance(c.portee_m))));
    if (c.portee_sens) parts.push(h("p", { class: "note", lang }, name(c.portee_sens)));
    if (c.lacunes?.surface_km2 != null) parts.push(h("p", {}, t("fig.gaps", number(c.lacunes.nombre), number(c.lacunes.surface_km2))));
    return [
        parts.length > 0 && h("h3", {}, t("fig.reach")),
        parts,
        h("h3", {}, t("fig.unserved")),
        h(
            "ul",
            { class: "figures" },
            c.niveaux.map((n) => h("li", {}, h("strong", {}, t("fig.of", number(n.sans_fabrique), number(n.territoires))), " ", name(tOr(`level.${n.niveau}`, n.niveau).toLowerCase().replace("epci", "EPCI")))),
        ),
    ];
}

function reseau({ rattachements: r, maillage: m, tiers_lieux: places, fabriques: hubs }) {
    const [tear] = m.dechirures;
    return [
        h("h3", {}, t("net.title")),
        places > 0 && h("p", {}, t("fig.net.leaning", number(r.rattache), number(places), number(r.certitude.certain))),
        places > 0 && r.isole > 0 && h("p", {}, t("fig.net.isolated", number(r.isole))),
        hubs > 1 && h("p", {}, t("fig.net.mesh", number(m.liens), number(m.composantes), number(m.ponts))),
        tear && h("p", {}, t("fig.net.tear"), " ", name(tear.de.nom || tear.de.id), " – ", name(tear.vers.nom || tear.vers.id), ` (${distance(tear.longueur_m)})`),
    ];
}

function figures({ synthese, langue }, sites) {
    const n = { fabrique: 0, tiers_lieu: 0 };
    for (let row = 0; row < sites.n; row++) n[sites.get(row, "type")]++;
    return h(
        "section",
        { "aria-labelledby": "titre-chiffres" },
        h("h2", { id: "titre-chiffres" }, t("fig.title")),
        h("p", { class: "big" }, h("strong", {}, number(n.fabrique)), " ", t("fig.fabriques"), n.tiers_lieu ? [", ", h("strong", {}, number(n.tiers_lieu)), " ", t("fig.others")] : ""),
        synthese.partage && split(synthese.partage),
        synthese.couverture && coverage(synthese.couverture, langue),
        synthese.reseau && reseau(synthese.reseau),
    );
}

/* --- legend ----------------------------------------------------------------------------------- */

function box(checked, onchange, ...label) {
    const id = uid("case");
    return h("div", { class: "choice" }, h("input", { type: "checkbox", id, checked, onchange: (e) => onchange(e.target.checked) }), h("label", { for: id }, ...label));
}

const count = (n) => h("span", { class: "count" }, number(n));

function tally(sites, key) {
    const found = new Map();
    for (let row = 0; row < sites.n; row++) {
        const value = sites.get(row, key) ?? (key === "classe" ? "site" : "");
        found.set(value, (found.get(value) ?? 0) + 1);
    }
    return found;
}

function legendSites(sites) {
    const classes = tally(sites, "classe");
    const unplaced = classes.get("non_localise");
    return h(
        "fieldset",
        {},
        h("legend", {}, box(!state.off.has("sites"), (on) => toggle("off", "sites", !on), t("legend.sites"))),
        h(
            "div",
            { class: "sub" },
            Object.keys(CLASSES)
                .filter((k) => classes.has(k) && k !== "non_localise")
                .map((k) => box(!state.classes.has(k), (on) => toggle("classes", k, !on), classIcon(k), " ", t(`class.${k}`), " ", count(classes.get(k)))),
            unplaced && h("p", { class: "note" }, classIcon("non_localise", 14), ` ${t("class.non_localise")} : ${number(unplaced)}, ${t("legend.unplaced")}`),
            classes.has("indetermine") && h("p", { class: "note" }, t("legend.hollow")),
            tally(sites, "type").size > 1 && h("p", { class: "note" }, t("legend.size")),
        ),
    );
}

function radio(group, checked, onchange, ...label) {
    const id = uid("choix");
    return h("div", { class: "choice" }, h("input", { type: "radio", name: group, id, checked, onchange }), h("label", { for: id }, ...label));
}

function statutLegend(level, manifest) {
    const found = manifest.synthese.couverture.niveaux.find((n) => n.niveau === level.nom);
    return h(
        "ul",
        { class: "keys" },
        Object.keys(STATUTS).map((s) => found?.statuts[s] > 0 && h("li", {}, swatch(STATUTS[s]), " ", t(`statut.${s}`), " ", count(found.statuts[s]))),
    );
}

const sourceText = (manifest) =>
    manifest.synthese.maillage.sources
        .filter((s) => ["population", "territoires", "sites", "dessertes"].includes(s.role))
        .map((s) => s.fichiers[0]?.fichier)
        .filter((f, i, all) => f && all.indexOf(f) === i)
        .join(", ");

function paintLegend(level, manifest, into) {
    const paint = state.paint;
    if (paint === "statut") return into.append(statutLegend(level, manifest));
    readLayer(level.id).then((layer) => {
        if (state.paint !== paint || state.level !== level.id) return;
        if (paint === "part") {
            const bounds = partBounds(layer);
            into.append(
                h(
                    "ul",
                    { class: "keys" },
                    bounds.slice(1).map((b, i) => h("li", {}, swatch({ fill: SHADES[i], ink: "#44525e" }), " ", t("legend.upto", percent(bounds[i]), percent(b)))),
                    h("li", {}, swatch({ fill: "#fff", ink: "#44525e" }), " ", t("legend.unknown")),
                ),
                h("p", { class: "note" }, t("legend.classes", bounds.length - 1, sourceText(manifest))),
            );
        } else {
            let most = 0;
            for (let row = 0; row < layer.n; row++) most = Math.max(most, layer.get(row, "population_hors_portee") ?? 0);
            const nice = [1, 0.25, 0.05].map((share) => Number((most * share).toPrecision(1))).filter((v, i, all) => v > 0 && all.indexOf(v) === i);
            into.append(
                h(
                    "div",
                    { class: "circles" },
                    svg(
                        "svg",
                        { viewBox: "0 0 200 76", width: 200, height: 76, role: "img", "aria-label": nice.map((v) => number(v)).join(", ") },
                        nice.map((v) => {
                            const r = 34 * Math.sqrt(v / most);
                            return [
                                svg("circle", { cx: 38, cy: 73 - r, r, fill: "#7f3b08", "fill-opacity": 0.2, stroke: "#4d2203" }),
                                svg("line", { x1: 38, x2: 84, y1: 73 - 2 * r, y2: 73 - 2 * r, stroke: "#4d2203", "stroke-width": 0.7 }),
                                svg("text", { x: 88, y: Math.min(76 - 2 * r + 1, 74), "font-size": 11, fill: "#222" }, number(v)),
                            ];
                        }),
                    ),
                ),
                h("p", { class: "note" }, t("legend.circles", sourceText(manifest))),
            );
        }
    });
    return into;
}

function legendTerritories(manifest, levels) {
    const level = levels.find((l) => l.id === state.level);
    const details = h("div", { class: "sub" });
    const couverture = manifest.synthese.couverture;
    if (level) {
        const paints = hasReach(manifest) ? ["statut", "part", ...(couverture.population ? ["pop"] : [])] : ["statut"];
        if (paints.length > 1) {
            const id = uid("fond");
            details.append(
                h(
                    "p",
                    { class: "row" },
                    h("label", { for: id }, t("legend.show")),
                    " ",
                    h("select", { id, onchange: (e) => change({ paint: e.target.value }) }, paints.map((p) => h("option", { value: p, selected: p === state.paint }, t(`legend.${p}`)))),
                ),
            );
        }
        paintLegend(level, manifest, details);
    }
    return h(
        "fieldset",
        {},
        h("legend", {}, t("legend.level")),
        h(
            "div",
            { class: "levels" },
            levels.map((l) => radio("niveau", l.id === state.level, () => change({ level: l.id }), name(layerTitle(l)), " ", count(l.n))),
            radio("niveau", !state.level, () => change({ level: null }), t("legend.nolevel")),
        ),
        details,
    );
}

/** The hubs of their own, their areas, and both kinds of links with what tells them apart. */
function legendNetwork(manifest) {
    const couche = (id) => manifest.couches.find((c) => c.id === id);
    if (!couche("noeuds")) return null;
    const { reseau: net } = manifest.synthese;
    const asked = manifest.synthese.maillage.parametres.reseau ?? {};
    const line = (id, ...label) => box(!state.off.has(id), (on) => toggle("off", id, !on), ...label);
    const links = couche("liens") && { maille: couche("liens").n - net.rattachements.rattache, rattachement: net.rattachements.rattache };
    return h(
        "fieldset",
        {},
        h("legend", {}, t("net.title")),
        manifest.tetes === "noeuds" && line("noeuds", classIcon("site"), " ", t("layer.noeuds"), " ", count(net.fabriques)),
        couche("aires") && line("aires", swatch(ZONES.aires), " ", t("layer.aires"), " ", count(couche("aires").n)),
        links && Object.entries(links).map(([type, n]) => n > 0 && [line(type, t(`layer.${type}`), " ", count(n)), !state.off.has(type) && linkKeys(type, asked)]),
    );
}

/** What tells the links of a type apart, once they are there to be counted. */
function linkKeys(type, asked) {
    const keys = h("ul", { class: "keys sub" });
    readLayer("liens").then((layer) => {
        const found = {};
        for (let row = 0; row < layer.n; row++) if (layer.get(row, "type") === type) found[linkKind(layer, row)] = (found[linkKind(layer, row)] ?? 0) + 1;
        for (const [kind, style] of Object.entries(LINKS[type])) if (found[kind]) keys.append(h("li", {}, linkIcon(style), " ", t(`link.${kind}`, distance(asked.maillage_max_m)), " ", count(found[kind])));
    });
    return keys;
}

function missing(manifest) {
    const has = (role) => manifest.couches.some((c) => c.role === role);
    const c = manifest.synthese.couverture;
    const absent = [];
    for (const role of ["qpv", "centres", "territoires"]) if (!has(role)) absent.push(role);
    if (!hasReach(manifest)) absent.push("portee");
    if (c && !c.population) absent.push("population");
    if (!has("noeuds")) absent.push("reseau");
    return absent.length > 0 && h("p", { class: "note" }, t("legend.missing"), " : ", absent.map((a) => t(`legend.missing.${a}`)).join(", "), ".");
}

function legend(manifest, sites) {
    const levels = manifest.couches.filter((c) => c.role === "territoires");
    const others = manifest.couches.filter((c) => !["territoires", "sites", "communes", "liens", "noeuds", "aires"].includes(c.role));
    const reach = hasCircles(manifest) && manifest.synthese.couverture.portee_m;
    const reachTitle = () => (reach === null ? t("layer.portee.only") : t(manifest.portees_m ? "layer.portee.own" : "layer.portee", distance(reach)));
    const line = (id, role, title, n) =>
        box(!state.off.has(id), (on) => toggle("off", id, !on), swatch(ZONES[role] ?? ZONES.communes), " ", name(title), " ", n != null && count(n), role === "qpv" && n > 300 && ` ${t("legend.specks")}`);
    return h(
        "section",
        { "aria-labelledby": "titre-legende" },
        h("h2", { id: "titre-legende" }, t("legend.title")),
        legendSites(sites),
        levels.length > 0 && legendTerritories(manifest, levels),
        (others.length > 0 || reach !== false) &&
            h(
                "div",
                { class: "layers" },
                others.map((c) => line(c.id, c.role, layerTitle(c), c.n)),
                reach !== false && line("portee", "portee", reachTitle()),
            ),
        legendNetwork(manifest),
        missing(manifest),
    );
}

/* --- filters ---------------------------------------------------------------------------------- */

export const siteKept = (sites, row) =>
    !state.classes.has(sites.get(row, "classe") ?? "site") && !state.kinds.has(sites.get(row, "type")) && (!state.wave || (sites.get(row, "vague") ?? "") === state.wave);

function filters(sites) {
    const kinds = tally(sites, "type");
    const waves = [...tally(sites, "vague").keys()].filter(Boolean).sort(new Intl.Collator("fr", { numeric: true }).compare);
    const id = uid("vague");
    let kept = 0;
    for (let row = 0; row < sites.n; row++) kept += siteKept(sites, row);
    const filtered = state.classes.size > 0 || state.kinds.size > 0 || state.wave;
    if (kinds.size < 2 && !waves.length && !filtered) return null;
    return h(
        "section",
        { "aria-labelledby": "titre-filtres" },
        h("h2", { id: "titre-filtres" }, t("filter.title")),
        kinds.size > 1 &&
            h(
                "fieldset",
                { class: "inline" },
                h("legend", {}, t("filter.kind")),
                ["fabrique", "tiers_lieu"].map((k) => box(!state.kinds.has(k), (on) => toggle("kinds", k, !on), t(`kind.${k}`), " ", count(kinds.get(k) ?? 0))),
            ),
        waves.length > 0 &&
            h(
                "p",
                { class: "row" },
                h("label", { for: id }, t("filter.wave")),
                " ",
                h(
                    "select",
                    { id, onchange: (e) => change({ wave: e.target.value }) },
                    h("option", { value: "" }, t("filter.all")),
                    waves.map((w) => h("option", { value: w, selected: w === state.wave }, w)),
                ),
            ),
        h("p", { class: "note", "aria-live": "polite" }, t("filter.count", number(kept), number(sites.n))),
        filtered && h("button", { type: "button", onclick: () => change({ classes: new Set(), kinds: new Set(), wave: "" }) }, t("filter.reset")),
    );
}

/* --- about ------------------------------------------------------------------------------------ */

/** "QPV 2015: ANCT, 2015-01-01, Licence Ouverte 2.0 (qpv.shp, 1,296 records)". */
export function sourceItem(s) {
    const role = known(`role.${s.role}`) ? t(`role.${s.role}`) : s.role;
    const file = s.fichiers[0];
    const said = [s.source ?? file?.fichier, s.date, s.licence ?? t("about.nolicence")].filter(Boolean);
    return h(
        "li",
        {},
        h("strong", {}, role, s.nom && s.nom !== file?.fichier ? [" ", name(s.nom)] : ""),
        " : ",
        said.map((text, i) => [i ? ", " : "", name(text)]),
        h("span", { class: "file" }, " (", s.source && file && [name(file.fichier), ", "], `${t("about.records", number(s.enregistrements))})`),
    );
}

function digests(sources) {
    return h(
        "details",
        {},
        h("summary", {}, t("about.digests")),
        h("ul", { class: "hash" }, sources.flatMap((s) => s.fichiers.map((f) => h("li", {}, name(f.fichier), " : ", f.sha256)))),
    );
}

const host = (url) => {
    try {
        return new URL(url.replace(/[{}]/g, "")).host;
    } catch {
        return url;
    }
};

/** How far outlines may be from the originals, layer by layer. */
function lightened(manifest) {
    const layers = manifest.couches.filter((c) => c.tolerance_m > 0);
    return layers.length > 0 && t("about.simplified.by", layers.map((c) => `${layerTitle(c)} ${distance(c.tolerance_m)}`).join(" ; "));
}

function about(manifest) {
    const { maillage: m, avertissements: warnings } = manifest.synthese;
    const p = m.parametres;
    return h(
        "section",
        { "aria-labelledby": "titre-sources" },
        h("h2", { id: "titre-sources" }, t("about.title")),
        h("h3", {}, t("about.download")),
        h(
            "ul",
            { class: "files" },
            manifest.fichiers.map((f) => h("li", {}, h("a", { href: f.href.split("/").map(encodeURIComponent).join("/"), download: f.nom }, name(f.nom)))),
            manifest.couches.map((c) =>
                h(
                    "li",
                    {},
                    h("button", { type: "button", class: "link", onclick: () => readLayer(c.id).then((l) => saveGeojson(l, manifest)) }, name(t(c.geometrie === "point" ? "about.points" : "about.layer", layerTitle(c))), " GeoJSON"),
                ),
            ),
        ),
        h("h3", {}, t("about.sources")),
        h("ul", {}, m.sources.map(sourceItem)),
        digests(m.sources),
        h("h3", {}, t("about.parameters")),
        h("p", {}, t("about.rules", p.regles, t(p.borne === "stricte" ? "about.strict" : "about.inclusive"), distance(p.proximite_m)), " ", p.portee_m ? t("about.reach", distance(p.portee_m)) : ""),
        h("p", {}, t("about.simplified"), " ", lightened(manifest)),
        warnings.length > 0 &&
            h(
                "details",
                {},
                h("summary", {}, t("about.warnings", number(warnings.reduce((sum, w) => sum + w.nombre, 0)))),
                h(
                    "ul",
                    { lang: manifest.langue },
                    warnings.flatMap((w) => w.cas.slice(0, 20).map((c) => h("li", {}, name(w.fichier), c.enregistrement ? ` (${c.enregistrement})` : "", " : ", name(c.message)))),
                ),
            ),
        h("h3", {}, t("keys.title")),
        h("p", {}, t("keys.text")),
        box(state.shortcuts, (on) => change({ shortcuts: on }), t("keys.single")),
        h("p", { class: "note" }, t("about.tool", m.version, m.geos, m.proj)),
        h("p", { class: "note" }, manifest.fond ? t("about.basemap", host(manifest.fond)) : t("about.private")),
    );
}

/** Everything beside the map, for the state as it is. */
export function panel(manifest, sites) {
    return [
        figures(manifest, sites),
        legend(manifest, sites),
        filters(sites),
        about(manifest),
    ];
}
