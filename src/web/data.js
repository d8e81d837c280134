// Layers as src/report/map_layer.c writes them: scripts beside the page, or elements of it.
// Reading is by column and by row; outlines are decoded when they are wanted.

const given = new Map(); // id -> what a script handed over
const waiting = new Map(); // id -> resolve
const layers = new Map(); // id -> Promise<Layer>

window.maillageDonnees = (id, content) => {
    given.set(id, content);
    waiting.get(id)?.();
    waiting.delete(id);
};

function fetchScript(id) {
    return new Promise((resolve, reject) => {
        const src = `donnees/${encodeURIComponent(id)}.js`;
        const there = document.querySelector(`script[src="${src}"]`);
        const script = there ?? document.createElement("script");
        waiting.set(id, resolve);
        script.onerror = () => reject(new Error(src));
        if (there) return;
        script.src = src;
        document.head.append(script);
    });
}

async function content(id) {
    const element = document.querySelector(`script[data-maillage="${CSS.escape(id)}"]`);
    if (element) return JSON.parse(element.textContent);
    if (!given.has(id)) await fetchScript(id);
    const it = given.get(id);
    given.delete(id);
    return it;
}

export const manifest = () => content("manifeste");

/** The layer of that id, read once. */
export function layer(id) {
    if (!layers.has(id)) {
        const reading = content(id).then((it) => new Layer(it));
        reading.catch(() => layers.delete(id));
        layers.set(id, reading);
    }
    return layers.get(id);
}

/** Lets the page answer, for a while. */
export const breathe = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const DIGITS = new Int8Array(128).fill(-1);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].forEach((c, i) => {
    DIGITS[c.charCodeAt(0)] = i;
});

/** Reads the numbers of a text one by one, and positions as steps from the one before. */
function reader(text, grid) {
    let at = 0,
        x = 0,
        y = 0;
    const next = () => {
        let value = 0,
            scale = 1,
            digit;
        do {
            digit = DIGITS[text.charCodeAt(at++)];
            value += (digit & 31) * scale;
            scale *= 32;
        } while (digit & 32);
        return value % 2 ? -(value + 1) / 2 : value / 2;
    };
    const positions = (n) => {
        const found = [];
        for (; n > 0; n--) {
            x += next();
            y += next();
            found.push([x / grid, y / grid]);
        }
        return found;
    };
    return { next, positions };
}

/** Polygons ([shell, hole...]...) of a shape; add_shape in map_layer.c says how it is written. */
export function decodeShape(text, grid) {
    const { next, positions } = reader(text, grid);
    const polygons = [];
    for (let rings = next(); rings > 0; rings--) {
        const head = next();
        const ring = positions(head >> 1);
        ring.push(ring[0]);
        if (head & 1) polygons.at(-1).push(ring);
        else polygons.push([ring]);
    }
    return polygons;
}

/** Two places at one point are linked, but by nothing that could be drawn. */
const hasLength = (part) => part.some((at) => at[0] !== part[0][0] || at[1] !== part[0][1]);

/** Parts of a line, as add_line writes them. */
export function decodeLine(text, grid) {
    const { next, positions } = reader(text, grid);
    return Array.from({ length: next() }, () => positions(next()));
}

export class Layer {
    constructor(content) {
        Object.assign(this, { id: content.id, role: content.role, name: content.nom, n: content.n });
        this.keyColumn = content.cle;
        this.columns = new Map(content.colonnes.map((c) => [c.cle, c]));
        this.points = content.points;
        this.grid = content.grille;
        this.shapes = content.formes;
        this.lines = content.geometrie === "ligne";
        this.decoded = [];
    }

    /** The value in a row: text, number, list or null. */
    get(row, key) {
        const column = this.columns.get(key);
        if (!column) return null;
        if (!column.valeurs) return column.partout;
        const value = column.valeurs[row];
        if (!column.mots) return value;
        return value < 0 ? null : column.mots[value];
    }

    has(key) {
        return this.columns.has(key);
    }

    key(row) {
        return String(this.get(row, this.keyColumn) ?? row + 1);
    }

    /** What a row is called. */
    label(row) {
        if (this.lines) return `${this.get(row, "de_nom") ?? this.get(row, "de")} – ${this.get(row, "vers_nom") ?? this.get(row, "vers")}`;
        return this.get(row, "nom") || this.key(row);
    }

    /** The row of that key, -1 when there is none. */
    find(key) {
        if (!this.rows) {
            this.rows = new Map();
            for (let row = this.n - 1; row >= 0; row--) this.rows.set(this.key(row), row);
        }
        return this.rows.get(key) ?? -1;
    }

    polygons(row) {
        return (this.decoded[row] ??= decodeShape(this.shapes[row], this.grid));
    }

    /** `each` of the rows, a few at a time: a page that works still answers. */
    async visit(each) {
        let since = performance.now();
        for (let row = 0; row < this.n; row++) {
            each(row);
            if (row % 16 || performance.now() - since < 12) continue;
            await breathe();
            since = performance.now();
        }
    }

    /** A GeoJSON geometry, or null. */
    geometry(row) {
        if (this.points) {
            const at = this.points[row];
            return at && { type: "Point", coordinates: at };
        }
        if (this.lines) {
            const parts = (this.decoded[row] ??= decodeLine(this.shapes[row], this.grid).filter(hasLength));
            if (!parts.length) return null;
            return parts.length === 1 ? { type: "LineString", coordinates: parts[0] } : { type: "MultiLineString", coordinates: parts };
        }
        const polygons = this.polygons(row);
        if (polygons.length === 1) return { type: "Polygon", coordinates: polygons[0] };
        return polygons.length ? { type: "MultiPolygon", coordinates: polygons } : null;
    }

    /** A row that has a geometry, as a feature of its number; else null. */
    feature(row, properties) {
        const geometry = this.geometry(row);
        return geometry && { type: "Feature", id: row, geometry, properties };
    }

    /** All of them. */
    features(properties, kept = () => true) {
        const features = [];
        for (let row = 0; row < this.n; row++) {
            const feature = kept(row) && this.feature(row, properties(row));
            if (feature) features.push(feature);
        }
        return { type: "FeatureCollection", features };
    }
}
