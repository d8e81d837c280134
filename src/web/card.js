// One place or territory: what is said of it, and on what evidence.

import { h, name } from "./dom.js";
import { classIcon, linkIcon, linkKind, swatch, LINKS, STATUTS } from "./symbols.js";
import { layerTitle, sourceItem } from "./panel.js";
import { distance, number, percent, t, tOr } from "./words.js";
import { link } from "./state.js";
import { networkPart } from "./network.js";

const pair = (term, ...value) => value.some((v) => v !== null && v !== undefined && v !== false && v !== "") && [h("dt", {}, term), h("dd", {}, ...value)];

/** Zone `name (code)`, and how far it is. */
function nearest(layer, row, label, code, far, inside) {
    const metres = layer.get(row, far);
    if (metres === null) return null;
    const where = metres === 0 ? inside : layer.get(row, "localisation") === "commune" ? t("card.atleast", distance(metres)) : t("card.at", distance(metres));
    const codeText = layer.get(row, code);
    return [name(layer.get(row, label) ?? codeText ?? ""), codeText ? [" (", h("span", { class: "code" }, name(codeText)), ")"] : "", ", ", where];
}

function location(layer, row) {
    const radius = layer.get(row, "rayon_m");
    switch (layer.get(row, "localisation")) {
        case "commune":
            return t("card.commune");
        case "point":
            return radius > 0 ? t("card.radius", distance(radius)) : t("card.exact");
        default:
            return t("card.nowhere");
    }
}

function siteBody(layer, row, { network, goRow }) {
    const get = (key) => layer.get(row, key);
    const klass = get("classe");
    const depth = get("profondeur_qpv_m");
    const possible = get("classes_possibles") ?? [];
    const override = get("justification");
    return [
        h("p", { class: "badge" }, classIcon(klass ?? "site", 22), " ", h("strong", {}, t(`class.${klass ?? "site"}`))),
        h("p", {}, t(`kind.${get("type")}`)),
        klass && h("h3", {}, t("card.evidence")),
        h(
            "dl",
            { class: "pairs" },
            pair(t("card.rule"), get("motif") && name(get("motif"))),
            override && pair(t("card.override"), name(override), get("classe_calculee") !== klass && ` (${t("card.computed", t(`class.${get("classe_calculee")}`))})`),
            possible.length > 1 && pair(t("card.possible"), possible.map((p) => t(`class.${p}`)).join(" ; ")),
            get("eligibilite") && pair(t("card.eligibility"), t(`elig.${get("eligibilite")}`)),
            pair(t("card.qpv"), nearest(layer, row, "lib_qp", "code_qp", "distance_qpv_m", depth ? t("card.depth", distance(depth)) : t("card.inside"))),
            pair(t("card.centre"), nearest(layer, row, "lib_centre", "code_centre", "distance_centre_m", t("card.inside"))),
            get("marge_m") !== null && pair(t("card.margin"), t("card.margin.text", distance(get("marge_m")))),
            pair(t("card.location"), location(layer, row)),
            pair(t("card.insee"), get("insee_com") && name(get("insee_com"))),
            pair(t("card.wave"), get("vague") && name(get("vague"))),
            pair(t("card.date"), get("date") && name(get("date"))),
        ),
        networkPart(network, network?.ofSite(row) ?? -1, goRow),
    ];
}

/** How many territories of the level have more people out of reach; 1: none. */
function rank(layer, row) {
    const own = layer.get(row, "population_hors_portee");
    if (!own) return null;
    let better = 1;
    for (let other = 0; other < layer.n; other++) better += layer.get(other, "population_hors_portee") > own;
    return better === 1 ? t("card.rank.first", 1, number(layer.n)) : t("card.rank.text", number(better), number(layer.n));
}

function territoryBody(layer, row, { sites, goSite }) {
    const get = (key) => layer.get(row, key);
    const source = get("population_source");
    const near = get("fabrique_proche");
    return [
        h("p", { class: "badge" }, swatch(STATUTS[get("statut")]), " ", h("strong", {}, t(`statut.${get("statut")}`))),
        h(
            "dl",
            { class: "pairs" },
            pair(t("col.nb_fabriques"), number(get("nb_fabriques"))),
            pair(t("col.nb_tiers_lieux"), number(get("nb_tiers_lieux"))),
            get("population") !== null && pair(t("card.people"), number(get("population")), source && ` (${t(source === "carreaux" ? "card.people.cells" : "card.people.spread")})`),
            get("part_hors_portee") !== null && pair(t("card.out"), get("population_hors_portee") !== null ? `${number(get("population_hors_portee"))} (${percent(get("part_hors_portee"))})` : percent(get("part_hors_portee"))),
            pair(t("card.rank"), rank(layer, row)),
            near && pair(t("card.nearest"), h("button", { type: "button", class: "link", onclick: () => goSite(near) }, name(sites.find(near) < 0 ? near : sites.label(sites.find(near)))), get("distance_proche_m") !== null && ` (${t("card.at", distance(get("distance_proche_m")))})`),
            pair(t("card.area"), `${number(get("surface_km2"), 1)}\u202fkm²`),
        ),
    ];
}

function gapBody(layer, row) {
    const get = (key) => layer.get(row, key);
    return h(
        "dl",
        { class: "pairs" },
        pair(t("card.area"), `${number(get("surface_km2"), 1)}\u202fkm²`),
        get("population") !== null && pair(t("card.people"), number(get("population"))),
        get("nb_communes") !== null && pair(t("card.communes"), number(get("nb_communes"))),
        get("distance_isole_m") !== null && pair(t("card.isolated"), t("card.at", distance(get("distance_isole_m"))), ` (${number(get("lat_isole"), 4)} ; ${number(get("lon_isole"), 4)})`),
    );
}

function zoneBody(layer, row, { sites, goSite }) {
    const code = layer.get(row, "code");
    const near = [];
    for (let s = 0; layer.role === "qpv" && s < sites.n; s++)
        if (sites.get(s, "code_qp") === code && ["qpv", "proximite_qpv"].includes(sites.get(s, "classe"))) near.push(s);
    return [
        h("dl", { class: "pairs" }, pair(t("card.area"), `${number(layer.get(row, "surface_km2"), 2)}\u202fkm²`), layer.get(row, "population") !== null && pair(t("card.people"), number(layer.get(row, "population")))),
        near.length > 0 && [
            h("h3", {}, t("card.sites")),
            h("ul", { class: "places" }, near.slice(0, 50).map((s) => h("li", {}, classIcon(sites.get(s, "classe"), 14), " ", h("button", { type: "button", class: "link", onclick: () => goSite(sites.key(s)) }, name(sites.label(s)))))),
        ],
    ];
}

const nodeBody = (layer, row, { network, goRow }) => networkPart(network, row, goRow);

const areaBody = (layer, row, { network, goRow }) => [
    h("p", {}, t("net.area.of"), " ", network.link(layer.key(row), goRow)),
    networkPart(network, network.nodes.find(layer.key(row)), goRow),
];

function linkBody(layer, row, { network, goRow }) {
    const get = (key) => layer.get(row, key);
    const [type, kind] = [get("type"), linkKind(layer, row)];
    return [
        h("p", { class: "badge" }, linkIcon(LINKS[type][kind]), " ", h("strong", {}, t(`link.${kind}`))),
        h(
            "dl",
            { class: "pairs" },
            pair(t(type === "maille" ? "net.between" : "net.from"), network.link(get("de"), goRow)),
            pair(t(type === "maille" ? "net.and" : "net.to"), network.link(get("vers"), goRow)),
            pair(t("net.length"), distance(get("longueur_m"))),
            get("rang_dechirure") !== null && pair(t("net.tear"), t("net.tear.text", number(get("rang_dechirure")))),
        ),
    ];
}

function catchmentBody(layer, row, { sites, goSite }) {
    const site = sites.find(layer.key(row));
    return h(
        "dl",
        { class: "pairs" },
        site >= 0 && pair(t("card.serves"), h("button", { type: "button", class: "link", onclick: () => goSite(layer.key(row)) }, name(sites.label(site)))),
        pair(t("card.area"), `${number(layer.get(row, "surface_km2"), 1)}\u202fkm²`),
    );
}

const body = { dessertes: catchmentBody, noeuds: nodeBody, aires: areaBody, liens: linkBody, sites: siteBody, territoires: territoryBody, lacunes: gapBody };
const rests = { dessertes: ["dessertes"], sites: ["sites", "fabriques", "qpv", "centres", "communes"], noeuds: ["sites", "fabriques"], liens: ["sites", "fabriques"], aires: ["sites", "fabriques", "territoires", "population"], territoires: ["territoires", "sites", "population", "dessertes"], lacunes: ["territoires", "sites", "population", "dessertes"], qpv: ["qpv"], centres: ["centres"] };

function copier(before) {
    const said = h("span", { class: "said", role: "status" });
    const field = h("input", { class: "address", readonly: true, hidden: true, "aria-label": t("card.share") });
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(link());
            said.textContent = t("card.copied");
        } catch {
            field.hidden = false;
            field.value = link();
            field.focus();
            field.select();
        }
    };
    return h("p", { class: "row" }, before, h("button", { type: "button", onclick: copy }, t("card.share")), " ", said, field);
}

/** The card; `tools` has goSite(key), centre(), close(), sites and manifest. */
export function card(layer, row, tools) {
    const couche = tools.manifest.couches.find((c) => c.id === layer.id) ?? layer;
    const title = layer.role === "lacunes" ? t("card.gap", layer.key(row)) : layer.label(row);
    const used = tools.manifest.synthese.maillage.sources.filter((s) => (rests[layer.role] ?? []).includes(s.role) && (s.role !== "territoires" || s.nom === layer.name || ["lacunes", "aires"].includes(layer.role)));
    const plain = ["lacunes", "liens", "aires"].includes(layer.role);
    const kind = layer.role === "sites" ? layer.key(row) : `${layerTitle(couche)}${plain ? "" : ` · ${layer.key(row)}`}`;
    return h(
        "div",
        {},
        h("header", {}, h("div", {}, h("p", { class: "kicker" }, name(kind)), h("h2", { tabindex: -1, id: "titre-fiche" }, name(title))), h("button", { type: "button", class: "close", onclick: tools.close, "aria-label": t("app.close") }, "×")),
        (body[layer.role] ?? zoneBody)(layer, row, tools),
        copier(h("button", { type: "button", onclick: tools.centre }, t("card.zoom"))),
        h("h3", {}, t("card.sources")),
        h("ul", { class: "sources" }, used.map(sourceItem)),
        h("p", { class: "note" }, t("app.indicative")),
    );
}

/** Several places at one spot: which? */
export function chooser(layer, rows, tools) {
    return h(
        "div",
        {},
        h("header", {}, h("h2", { tabindex: -1, id: "titre-fiche" }, t(layer.lines ? "card.several.links" : "card.several", number(rows.length))), h("button", { type: "button", class: "close", onclick: tools.close, "aria-label": t("app.close") }, "×")),
        h(
            "ul",
            { class: "places" },
            rows.map((row) => h("li", {}, layer.lines ? linkIcon(LINKS[layer.get(row, "type")][linkKind(layer, row)]) : classIcon(layer.get(row, "classe") ?? "site", 16), " ", h("button", { type: "button", class: "link", onclick: () => tools.goRow(layer, row) }, name(layer.label(row))))),
        ),
    );
}
