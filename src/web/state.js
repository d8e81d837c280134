// What the reader has chosen; a link keeps it. Whoever shows something listens.

export const state = {
    lang: "fr",
    view: "carte", // or "table"
    off: new Set(), // layers that can be switched and are not shown
    level: null, // id of the territories shown
    paint: "statut", // "part", "pop"
    classes: new Set(), // of sites, left out
    kinds: new Set(), // likewise
    wave: "",
    selected: null, // { layer, key }
    table: null, // layer of the table
    camera: null, // { zoom, lat, lon }
    shortcuts: true,
    first: null, // what is shown when the address says nothing
};

const listeners = [];

export const listen = (f) => listeners.push(f);

/** Change some of it; `what` reaches those who listen. */
export function change(what) {
    Object.assign(state, what);
    for (const f of listeners) f(what);
    write();
}

/** For sets, which are changed in place. */
export function toggle(set, item, present) {
    if (present) state[set].add(item);
    else state[set].delete(item);
    change({ [set]: state[set] });
}

/* --- the link ------------------------------------------------------------------------------ */

let initial = "";
const list = (set) => [...set].sort().join(",");
const words = (text) => new Set(text ? text.split(",") : []);

function text() {
    const p = new URLSearchParams();
    const c = state.camera;
    if (c) p.set("v", `${c.zoom.toFixed(2)}/${c.lat.toFixed(4)}/${c.lon.toFixed(4)}`);
    if (state.first && list(state.off) !== list(state.first.off)) p.set("sans", list(state.off));
    if (state.level !== state.first?.level) p.set("niveau", state.level ?? "");
    if (state.paint !== "statut") p.set("fond", state.paint);
    if (state.classes.size) p.set("classes", list(state.classes));
    if (state.kinds.size) p.set("types", list(state.kinds));
    if (state.wave) p.set("vague", state.wave);
    if (state.selected) p.set("s", `${state.selected.layer}:${state.selected.key}`);
    if (state.view !== "carte") p.set("vue", state.view);
    if (state.view === "table" && state.table && state.table !== "sites") p.set("couche", state.table);
    if (state.lang !== state.first?.lang) p.set("lang", state.lang);
    return p.toString();
}

let later;
function write() {
    clearTimeout(later);
    later = setTimeout(() => {
        const now = text();
        if (now === initial) return;
        initial = now;
        try {
            history.replaceState(null, "", now ? `#${now}` : "#");
        } catch {
            /* a page that may not: the link is still given by link() */
        }
    }, 150);
}

/** The address of this page as it is shown. */
export const link = () => `${location.href.split("#")[0]}#${text()}`;

/** What the address asks for; what it does not say is as at first. */
export function readLink(first) {
    const p = new URLSearchParams(location.hash.slice(1));
    const v = /^(-?[\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(p.get("v") ?? "");
    const selected = /^([^:]+):([\s\S]+)$/.exec(p.get("s") ?? "");
    initial = location.hash.slice(1);
    return {
        lang: p.get("lang") === "en" ? "en" : p.get("lang") === "fr" ? "fr" : first.lang,
        view: p.get("vue") === "table" ? "table" : "carte",
        off: p.has("sans") ? words(p.get("sans")) : new Set(first.off),
        level: p.has("niveau") ? p.get("niveau") || null : first.level,
        paint: ["part", "pop"].includes(p.get("fond")) ? p.get("fond") : "statut",
        classes: words(p.get("classes")),
        kinds: words(p.get("types")),
        wave: p.get("vague") ?? "",
        selected: selected && { layer: selected[1], key: selected[2] },
        table: p.get("couche") ?? "sites",
        camera: v && { zoom: +v[1], lat: +v[2], lon: +v[3] },
    };
}
export const linkNow = () => initial;
