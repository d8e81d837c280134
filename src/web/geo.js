// Small geometry for drawing. Nothing here is an answer: answers come with the data.

/** The ellipsoid's metres in a degree of latitude and of longitude, there. */
function metresPerDegree(lat) {
    const phi = (lat * Math.PI) / 180;
    const a = 6378137,
        e2 = 0.00669438002290;
    const w = 1 - e2 * Math.sin(phi) ** 2;
    return [((a * (1 - e2)) / w ** 1.5) * (Math.PI / 180), ((a * Math.cos(phi)) / Math.sqrt(w)) * (Math.PI / 180)];
}

/** A circle on the ground, as a polygon. */
export function circle([lon, lat], metres, sides = 72) {
    const [perLat, perLon] = metresPerDegree(lat);
    const ring = [];
    for (let i = 0; i <= sides; i++) {
        const angle = ((i % sides) * 2 * Math.PI) / sides;
        ring.push([lon + (metres * Math.cos(angle)) / perLon, lat + (metres * Math.sin(angle)) / perLat]);
    }
    return { type: "Polygon", coordinates: [ring] };
}

export const emptyBounds = () => [Infinity, Infinity, -Infinity, -Infinity];

export function extend(bounds, [x, y]) {
    bounds[0] = Math.min(bounds[0], x);
    bounds[1] = Math.min(bounds[1], y);
    bounds[2] = Math.max(bounds[2], x);
    bounds[3] = Math.max(bounds[3], y);
    return bounds;
}

export function geometryBounds(geometry, bounds = emptyBounds()) {
    if (!geometry) return bounds;
    if (geometry.type === "Point") return extend(bounds, geometry.coordinates);
    if (geometry.type.endsWith("LineString")) {
        for (const part of geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates) for (const p of part) extend(bounds, p);
        return bounds;
    }
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    for (const polygon of polygons) for (const p of polygon[0]) extend(bounds, p);
    return bounds;
}

const area = (ring) => {
    let sum = 0;
    for (let i = 1; i < ring.length; i++) sum += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
    return Math.abs(sum) / 2;
};

/** A point inside: in the middle of the widest stretch at the height of the largest part. */
export function labelPoint(polygons) {
    let largest = null,
        most = -1;
    for (const polygon of polygons) {
        const size = area(polygon[0]);
        if (size > most) [largest, most] = [polygon, size];
    }
    if (!largest) return null;
    const [x0, y0, x1, y1] = geometryBounds({ type: "Polygon", coordinates: largest });
    let best = null,
        width = -1;
    for (const share of [0.5, 0.4, 0.6]) {
        const y = y0 + (y1 - y0) * share;
        const cuts = [];
        for (const ring of largest)
            for (let i = 1; i < ring.length; i++) {
                const [a, b] = [ring[i - 1], ring[i]];
                if (a[1] > y !== b[1] > y) cuts.push(a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
            }
        cuts.sort((a, b) => a - b);
        for (let i = 0; i + 1 < cuts.length; i += 2)
            if (cuts[i + 1] - cuts[i] > 1.15 * width) {
                width = cuts[i + 1] - cuts[i];
                best = [(cuts[i] + cuts[i + 1]) / 2, y];
            }
    }
    return best && { at: best, width, across: x1 - x0 };
}

/** The parts of France that no one view can hold; the first that a position is in. */
const AREAS = [
    ["metropole", [-6, 41, 10.5, 51.6]],
    ["guadeloupe", [-62, 15.7, -60.8, 16.7]],
    ["martinique", [-61.4, 14.2, -60.6, 15.1]],
    ["guyane", [-55, 1.8, -51.3, 6.2]],
    ["reunion", [55, -21.6, 56, -20.7]],
    ["mayotte", [44.8, -13.2, 45.5, -12.4]],
    ["saintpierre", [-56.8, 46.5, -55.9, 47.3]],
    ["saintmartin", [-63.4, 17.7, -62.6, 18.3]],
    ["caledonie", [158, -23, 172, -17]],
    ["polynesie", [-155, -28, -134, -7]],
    ["wallis", [-179, -15, -175, -12]],
];

export function areaOf([x, y]) {
    for (const [id, [x0, y0, x1, y1]] of AREAS) if (x >= x0 && x <= x1 && y >= y0 && y <= y1) return id;
    return "ailleurs";
}

/** Values into at most `n` classes by k-means (exact order, quantiles to begin with): bounds. */
export function classBounds(values, n = 5) {
    const sorted = Float64Array.from(values).sort();
    const distinct = new Set(sorted).size;
    const k = Math.min(n, distinct);
    if (!k) return [];
    let starts = Array.from({ length: k }, (_, i) => Math.floor((i * sorted.length) / k));
    for (let turn = 0; turn < 100; turn++) {
        const means = starts.map((from, i) => {
            const to = i + 1 < k ? starts[i + 1] : sorted.length;
            let sum = 0;
            for (let j = from; j < to; j++) sum += sorted[j];
            return to > from ? sum / (to - from) : sorted[Math.min(from, sorted.length - 1)];
        });
        const next = starts.map((_, i) => {
            if (!i) return 0;
            const cut = (means[i - 1] + means[i]) / 2;
            let low = 0,
                high = sorted.length;
            while (low < high) {
                const middle = (low + high) >> 1;
                if (sorted[middle] <= cut) low = middle + 1;
                else high = middle;
            }
            return low;
        });
        if (next.every((v, i) => v === starts[i])) break;
        starts = next;
    }
    const bounds = starts.filter((from, i) => !i || (from > starts[i - 1] && from < sorted.length)).map((from) => sorted[from]);
    return [...bounds, sorted.at(-1)];
}
