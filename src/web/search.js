// Search by name or code over every layer: a combobox whose list follows what is typed.

import { h, name, uid } from "./dom.js";
import { layer as readLayer } from "./data.js";
import { layerTitle } from "./panel.js";
import { number, t } from "./words.js";

const MOST = 12;
export const plain = (text) =>
    String(text)
        .normalize("NFD")
        .replace(/\p{M}/gu, "")
        .toLowerCase()
        .replace(/œ/g, "oe")
        .replace(/[^\p{L}\p{N}]+/gu, " ")
        .trim();

let index = null; // [{ text, layer, row, couche }]

async function makeIndex(manifest) {
    const all = [];
    const roles = ["sites", "territoires", "qpv", "centres", "communes", ...(manifest.tetes === "noeuds" ? ["noeuds"] : [])];
    for (const couche of manifest.couches.filter((c) => roles.includes(c.role))) {
        const layer = await readLayer(couche.id);
        for (let row = 0; row < layer.n; row++) if (couche.role !== "noeuds" || layer.get(row, "type") === "fabrique") all.push({ text: ` ${plain(layer.label(row))} ${plain(layer.key(row))}`, layer, row, couche });
    }
    return all;
}

/** Words of the query anywhere; those that begin a name first, then the shorter. */
function find(query) {
    const words = plain(query).split(" ").filter(Boolean);
    if (!words.length) return [];
    const found = [];
    for (const entry of index) {
        if (!words.every((w) => entry.text.includes(w))) continue;
        const begins = words.every((w) => entry.text.includes(` ${w}`));
        const first = entry.text.startsWith(` ${words[0]}`);
        found.push([(first ? 0 : begins ? 1 : 2) * 1000 + Math.min(entry.text.length, 999) + (entry.layer.role === "sites" ? 0 : 0.5), entry]);
    }
    found.sort((a, b) => a[0] - b[0]);
    return found.map(([, entry]) => entry);
}

export function searchBox(manifest, choose) {
    const list = uid("resultats");
    const said = h("p", { class: "hidden", role: "status" });
    const options = h("ul", { id: list, role: "listbox", "aria-label": t("search.label"), hidden: true });
    let found = [];
    let active = -1;
    const input = h("input", {
        type: "search",
        role: "combobox",
        "aria-expanded": "false",
        "aria-controls": list,
        "aria-autocomplete": "list",
        "aria-label": t("search.label"),
        placeholder: t("search.placeholder"),
        autocomplete: "off",
        spellcheck: "false",
        onfocus: async () => {
            index ??= makeIndex(manifest);
            index = await index;
        },
        oninput: async () => {
            index ??= makeIndex(manifest);
            index = await index;
            show();
        },
        onkeydown: (e) => {
            if (e.key === "ArrowDown" || e.key === "ArrowUp") {
                e.preventDefault();
                if (found.length) mark((active + (e.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
            } else if (e.key === "Enter" && found.length) {
                e.preventDefault();
                take(Math.max(active, 0));
            } else if (e.key === "Escape") {
                close();
            }
        },
        onblur: () => setTimeout(() => document.activeElement !== input && close(), 200), // unless it is back
    });

    function mark(i) {
        active = i;
        [...options.children].forEach((o, k) => o.setAttribute("aria-selected", k === i));
        if (i >= 0) {
            input.setAttribute("aria-activedescendant", options.children[i].id);
            options.children[i].scrollIntoView({ block: "nearest" });
        } else input.removeAttribute("aria-activedescendant");
    }
    function close() {
        options.hidden = true;
        input.setAttribute("aria-expanded", "false");
        mark(-1);
    }
    function take(i) {
        const { layer, row } = found[i];
        input.value = "";
        close();
        choose(layer, row);
    }
    function show() {
        const all = find(input.value);
        found = all.slice(0, MOST);
        const empty = !plain(input.value);
        options.replaceChildren(
            ...found.map((entry, i) =>
                h("li", { role: "option", id: uid("option"), "aria-selected": "false", onpointerdown: (e) => (e.preventDefault(), take(i)) }, h("span", {}, name(entry.layer.label(entry.row))), h("small", {}, layerTitle(entry.couche), " · ", name(entry.layer.key(entry.row)))),
            ),
            ...(found.length || empty ? [] : [h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "none" }, t("search.none"))]),
        );
        said.textContent = empty ? "" : all.length === 1 ? t("search.one") : t("search.count", number(all.length));
        options.hidden = empty;
        input.setAttribute("aria-expanded", String(!empty));
        mark(-1);
    }
    return h("div", { class: "search", role: "search" }, input, options, said);
}
