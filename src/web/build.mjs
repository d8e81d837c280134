// node build.mjs OUT - make the page of the map in OUT from these sources and from MapLibre,
// found in node_modules (here, or in the folder MODULES). Same sources, same bytes.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
const modules = process.env.MODULES ?? here;
const esbuild = createRequire(join(modules, "package.json"))("esbuild");
const maplibre = join(modules, "node_modules/maplibre-gl");
const text = (...parts) => readFileSync(join(...parts), "utf8");

if (!out) throw new Error("usage: node build.mjs OUT");

const bundle = (entry) =>
    esbuild.buildSync({
        entryPoints: [join(here, entry)],
        bundle: true,
        minify: true,
        format: "iife",
        target: "es2020",
        charset: "utf8",
        legalComments: "none",
        write: false,
    }).outputFiles[0].text;

// A script that stands in a page must not end it, nor open a comment.
const inline = (code) => {
    if (/<\/script|<!--|<script/i.test(code)) throw new Error("a script cannot stand in a page");
    return code;
};
const hash = (code) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`;

// MapLibre's own build is kept as it is: its worker is made from the text of its functions.
const library = text(maplibre, "dist/maplibre-gl.js").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
const program = bundle("main.js");
const style = bundle("style.css").replace(/@import[^;]*;/, "");
const css = esbuild.transformSync(text(maplibre, "dist/maplibre-gl.css"), { loader: "css", minify: true }).code + style;
const body = text(here, "body.html");

// Nothing is fetched but the files beside the page and, if the study names one, the base map.
const policy = (scripts, styles) =>
    [
        "default-src 'none'",
        `script-src ${scripts}`,
        `style-src ${styles}`,
        "img-src data: blob: %%HOST%%",
        "connect-src data: blob: %%HOST%%",
        "worker-src blob:",
        "child-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ].join("; ");

const page = (scripts, styles, head, data) => `<!DOCTYPE html>
<html lang="%%LANG%%">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts, styles)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="maillage">
<title>%%NAME%%</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
${body.trim()}
${data}
</body>
</html>
`;

const folderPage = page(
    "'self' file: blob:",
    "'self' file: 'unsafe-inline'",
    `<link rel="stylesheet" href="carte.css">
<script defer src="carte.js"></script>
<script defer src="donnees/manifeste.js"></script>
<script defer src="donnees/sites.js"></script>
<script defer src="maplibre-gl.js"></script>`,
    "%%DATA%%",
);
const scripts = [library, program].map((code) => `\n${inline(code)}\n`);
const singlePage = page(
    `${scripts.map(hash).join(" ")} blob:`,
    "'unsafe-inline'",
    `<style>\n${css}\n</style>`,
    `%%DATA%%\n${scripts.map((code) => `<script>${code}</script>`).join("\n")}`,
);

const licences = `The map is drawn by MapLibre GL JS ${JSON.parse(text(maplibre, "package.json")).version} (https://maplibre.org), which is used under the licence below.
The page itself is part of maillage, under the licence MIT. The data keep the licences of their sources.

${text(maplibre, "LICENSE.txt")}`;

mkdirSync(out, { recursive: true });
for (const [name, content] of Object.entries({
    "page.html": folderPage,
    "seule.html": singlePage,
    "carte.js": program,
    "carte.css": css,
    "maplibre-gl.js": library,
    "licences.txt": licences,
}))
    writeFileSync(join(out, name), content);
