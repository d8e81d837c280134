// The network as the page looks it up: nodes by key, and what a place or a hub has to say.

import { h, name } from "./dom.js";
import { layer as readLayer } from "./data.js";
import { distance, number, t } from "./words.js";

const MOST = 50;

export class Network {
    /** Empty for a study without one. */
    static async read(manifest, sites) {
        const has = (id) => manifest.couches.some((c) => c.id === id);
        return new Network(manifest, sites, has("noeuds") ? await readLayer("noeuds") : null);
    }

    constructor(manifest, sites, nodes) {
        Object.assign(this, { sites, nodes });
        this.apart = manifest.tetes === "noeuds"; // hubs are a layer of their own
    }

    /** The row of the sites that a node is; -1: a hub of another layer. */
    site(node) {
        const key = this.nodes.key(node);
        return key[0] === "F" && this.apart ? -1 : Number(key.slice(1)) - 1;
    }

    /** The node that a site is: hubs are F1, F2..., other places T1, T2..., by record. */
    ofSite(row) {
        if (!this.nodes) return -1;
        const place = this.nodes.find(`T${row + 1}`);
        return place >= 0 || this.apart ? place : this.nodes.find(`F${row + 1}`);
    }

    /** A name that leads to that node. */
    link(key, go) {
        const node = this.nodes.find(key);
        return node < 0 ? name(key) : h("button", { type: "button", class: "link", onclick: () => go(this.nodes, node) }, name(this.nodes.label(node)));
    }
}

const pair = (term, ...value) => [h("dt", {}, term), h("dd", {}, ...value)];
const yes = (nodes, node, key) => nodes.get(node, key) === 1;

/** What leans on a hub, its land, its links, and what its closing would change. */
function hubPart(network, node, go) {
    const { nodes } = network;
    const get = (key) => nodes.get(node, key);
    const key = nodes.key(node);
    const own = [];
    for (let row = 0; row < nodes.n; row++) if (nodes.get(row, "fabrique") === key && nodes.get(row, "rattachement") === "rattache") own.push(row);
    own.sort((a, b) => nodes.get(a, "distance_m") - nodes.get(b, "distance_m"));
    const moved = get("nb_lieux") - get("fermeture_isoles");
    return [
        h(
            "dl",
            { class: "pairs" },
            get("surface_km2") !== null && pair(t("net.area"), `${number(get("surface_km2"), 1)}\u202fkm²`),
            get("population") !== null && pair(t("net.people"), number(get("population")), get("habitants_distance_m") !== null && `, ${t("net.mean", distance(get("habitants_distance_m")))}`),
            get("nb_communes") !== null && pair(t("card.communes.in"), number(get("nb_communes"))),
            get("nb_liens") !== null && pair(t("net.links"), number(get("nb_liens")), yes(nodes, node, "articulation") && ` (${t("net.articulation")})`),
            pair(t("net.leaning"), number(get("nb_lieux")), get("distance_moyenne_m") !== null && `, ${t("net.mean.max", distance(get("distance_moyenne_m")), distance(get("distance_max_m")))}`),
        ),
        own.length > 0 && h("ul", { class: "places" }, own.slice(0, MOST).map((row) => h("li", {}, network.link(nodes.key(row), go), ` (${[t("card.at", distance(nodes.get(row, "distance_m"))), nodes.get(row, "certitude") !== "certain" && t(`cert.short.${nodes.get(row, "certitude")}`)].filter(Boolean).join(", ")})`))),
        own.length > MOST && h("p", { class: "note" }, t("net.more", number(own.length - MOST))),
        get("fermeture_rang") !== null && [
            h("h3", {}, t("net.closing")),
            h(
                "ul",
                {},
                h("li", {}, t("net.closing.rank", number(get("fermeture_rang")))),
                get("nb_lieux") > 0 && h("li", {}, t("net.closing.isolated", number(get("fermeture_isoles")), number(get("nb_lieux")))),
                moved > 0 && get("fermeture_distance_moyenne_m") !== null && h("li", {}, t("net.closing.moved", distance(get("fermeture_distance_moyenne_m")), distance(get("fermeture_distance_max_m")))),
                get("fermeture_habitants_distance_m") !== null && h("li", {}, t("net.closing.people", distance(get("habitants_distance_m")), distance(get("fermeture_habitants_distance_m")))),
            ),
        ],
    ];
}

/** Which hub a place leans on, and how surely. */
function placePart(network, node, go) {
    const { nodes } = network;
    const get = (key) => nodes.get(node, key);
    const to = (key, far) => get(key) !== null && [network.link(get(key), go), ` (${t("card.at", distance(get(far)))})`];
    return h(
        "dl",
        { class: "pairs" },
        get("rattachement") !== "rattache" ? pair(t("net.leans"), t(`att.${get("rattachement")}`), get("fabrique") !== null && [" ; ", t("net.nearest"), " ", to("fabrique", "distance_m")]) : pair(t("net.leans"), to("fabrique", "distance_m")),
        get("certitude") !== null && pair(t("net.certainty"), t(`cert.${get("certitude")}`)),
        get("meme_territoire") !== null && pair(t("net.home"), t(yes(nodes, node, "meme_territoire") ? "yes" : "no")),
        get("fabrique_suivante") !== null && pair(t("net.next"), to("fabrique_suivante", "distance_suivante_m")),
    );
}

/** The part of a card about a node; null: there is none. */
export function networkPart(network, node, go) {
    if (!network?.nodes || node < 0) return null;
    const hub = network.nodes.get(node, "type") === "fabrique";
    return [h("h3", {}, t(hub ? "net.title.hub" : "net.title")), hub ? hubPart(network, node, go) : placePart(network, node, go)];
}
