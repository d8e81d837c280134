// Colours and shapes: one description for the map, the legend and the cards. Never colour
// alone: each class has its shape, each statut its hatching. Classes have 3:1 against white,
// which surrounds every symbol.

import { svg } from "./dom.js";

export const CLASSES = {
    qpv: { colour: "#12436D", path: "M4.5 4.5h15v15h-15z" },
    proximite_qpv: { colour: "#0B7A6F", path: "M12 2l10 10-10 10-10-10z" },
    hors_grands_centres: { colour: "#C8500A", path: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z" },
    grand_centre: { colour: "#801650", path: "M12 2.5l10.5 18.5h-21z" },
    indetermine: { colour: "#3B3B3B", path: "M7 3.3h10l5 8.7-5 8.7h-10l-5-8.7z", hollow: true },
    non_localise: { colour: "#3B3B3B", path: "M5 2.5l7 7 7-7 2.5 2.5-7 7 7 7-2.5 2.5-7-7-7 7-2.5-2.5 7-7-7-7z" },
    site: { colour: "#12436D", path: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z" },
};

export const STATUTS = {
    pourvu: { fill: "#a9ccd9", ink: "#2f6477", pattern: "none" },
    desservi: { fill: "#e3eff3", ink: "#2f6477", pattern: "dots" },
    partiel: { fill: "#fbe9c8", ink: "#8a4b00", pattern: "sparse" },
    non_pourvu: { fill: "#efb269", ink: "#7a3a00", pattern: "dense" },
};

export const SHADES = ["#fdf3e2", "#f9d49b", "#eaa352", "#c4691f", "#7f3b08"];

/** A canvas to read back: kept in memory, since asking a graphics card for pixels takes long. */
export function sheet(width, height) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    return canvas.getContext("2d", { willReadFrequently: true });
}

export const pixels = (pen) => pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);

/** A site's symbol for the legend and the cards. */
export function classIcon(klass, size = 18) {
    const { colour, path, hollow } = CLASSES[klass] ?? CLASSES.site;
    return svg(
        "svg",
        { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: "symbol" },
        svg("path", {
            d: path,
            fill: hollow ? "#fff" : colour,
            stroke: colour,
            "stroke-width": hollow ? 3 : 1,
            "stroke-linejoin": "round",
        }),
    );
}

/** The same on a canvas, white all around. Returns what map.addImage takes. */
export function classImage(klass, ratio) {
    const { colour, path, hollow } = CLASSES[klass] ?? CLASSES.site;
    const side = 30;
    const pen = sheet(side * ratio, side * ratio);
    const shape = new Path2D(path);
    pen.scale(ratio, ratio);
    pen.translate(3, 3);
    pen.lineJoin = "round";
    pen.strokeStyle = "#fff";
    pen.lineWidth = hollow ? 7 : 5;
    pen.stroke(shape);
    pen.fillStyle = hollow ? "#fff" : colour;
    pen.fill(shape);
    pen.strokeStyle = colour;
    pen.lineWidth = hollow ? 3 : 1;
    pen.stroke(shape);
    return pixels(pen);
}

const TILE = 12;

function drawPattern(pen, pattern, ink, width) {
    pen.strokeStyle = pen.fillStyle = ink;
    pen.lineWidth = width;
    const line = (x0, y0, x1, y1) => {
        pen.beginPath();
        pen.moveTo(x0, y0);
        pen.lineTo(x1, y1);
        pen.stroke();
    };
    const slant = (shift) => line(shift - TILE, TILE, shift + TILE, -TILE);
    if (pattern === "dots") {
        for (const [x, y] of [[3, 3], [9, 9]]) {
            pen.beginPath();
            pen.arc(x, y, 0.9, 0, 7);
            pen.fill();
        }
    } else if (pattern === "sparse") {
        for (const shift of [0, TILE, 2 * TILE]) slant(shift);
    } else if (pattern === "dense") {
        for (const shift of [0, 6, 12, 18, 24]) slant(shift);
    } else if (pattern === "cross") {
        for (const shift of [0, TILE, 2 * TILE]) slant(shift);
        for (const shift of [-TILE, 0, TILE]) line(shift, 0, shift + TILE, TILE);
    } else if (pattern === "levels") {
        for (const y of [3, 9]) line(0, y, TILE, y);
    }
}

/** A square of hatching that repeats. */
export function patternImage({ fill, ink, pattern, width = 0.9 }, ratio) {
    const pen = sheet(TILE * ratio, TILE * ratio);
    pen.scale(ratio, ratio);
    if (fill) {
        pen.fillStyle = fill;
        pen.fillRect(0, 0, TILE, TILE);
    }
    drawPattern(pen, pattern, ink, width);
    return pixels(pen);
}

/** A swatch of it for the legend: drawn by the same hand. */
export function swatch(style) {
    const ratio = 2;
    const pen = sheet(24 * ratio, 16 * ratio);
    const { canvas } = pen;
    canvas.className = "swatch";
    canvas.setAttribute("aria-hidden", "true");
    pen.fillStyle = style.fill ?? "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    if (style.pattern && style.pattern !== "none") {
        const tile = sheet(TILE * ratio, TILE * ratio);
        tile.putImageData(patternImage(style, ratio), 0, 0);
        pen.fillStyle = pen.createPattern(tile.canvas, "repeat");
        pen.fillRect(0, 0, canvas.width, canvas.height);
    }
    canvas.style.borderColor = style.ink;
    if (style.dashes) canvas.style.borderStyle = "dashed";
    return canvas;
}

export const ZONES = {
    qpv: { fill: "#d6c3e3", ink: "#5b2a86", pattern: "none" },
    centres: { fill: null, ink: "#5d6670", pattern: "levels", width: 0.7, line: 1.6 },
    lacunes: { fill: null, ink: "#801650", pattern: "cross", width: 0.8 },
    portee: { fill: "#dbe7f1", ink: "#12436D", pattern: "none" },
    dessertes: { fill: "#dbe7f1", opacity: 0.4, ink: "#12436D", pattern: "none", line: 1.8 },
    communes: { fill: null, ink: "#5d6670", pattern: "none" },
    aires: { fill: null, ink: "#0b5f56", pattern: "none", dashes: [6, 2, 1.5, 2], line: 2 },
};

/** Links of the network, by what they are: told apart by their width and dashes. */
export const LINKS = {
    maille: {
        lien: { ink: "#1d2730", width: 2.2 },
        pont: { ink: "#1d2730", width: 4.6 },
        coupe: { ink: "#1d2730", width: 2.2, dashes: [4, 2.5] },
    },
    rattachement: {
        certain: { ink: "#5c3a00", width: 1.4 },
        douteux: { ink: "#5c3a00", width: 1.4, dashes: [5, 3.5] },
        inconnu: { ink: "#5c3a00", width: 1.6, dashes: [1, 2.5] },
    },
};

/** Which of them a row of the links is. */
export function linkKind(layer, row) {
    if (layer.get(row, "type") === "rattachement") return layer.get(row, "certitude") ?? "certain";
    return layer.get(row, "dans_maillage") === 0 ? "coupe" : layer.get(row, "pont") === 1 ? "pont" : "lien";
}

/** A stretch of such a link for the legend and the cards. */
export function linkIcon({ ink, width, dashes }) {
    return svg(
        "svg",
        { viewBox: "0 0 30 12", width: 30, height: 12, "aria-hidden": "true", class: "symbol" },
        svg("line", { x1: 1, y1: 6, x2: 29, y2: 6, stroke: ink, "stroke-width": width, "stroke-dasharray": dashes?.map((d) => d * width).join(" ") }),
    );
}
