// Elements from words. Whatever comes from the data becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes ?? {})) {
        if (value === undefined || value === null || value === false) continue;
        if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
        else if (name === "style") Object.assign(node.style, value);
        else if (name === "value" || name === "checked" || name === "indeterminate") node[name] = value;
        else node.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat(Infinity)) {
        if (child === undefined || child === null || child === false) continue;
        node.append(child instanceof Node ? child : String(child));
    }
    return node;
}

export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

let last = 0;
export const uid = (what) => `${what}-${++last}`;

/** A name from the data, kept apart from the direction of the words around it. */
export const name = (text) => h("bdi", {}, text);
