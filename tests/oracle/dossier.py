"""dossier.py FOLDER LANG: is the dossier of FOLDER what it should be?

The page is read by Python's HTML parser and by its XML parser (it must satisfy both), and
held against the JSON beside it: every site has its line, every interval its words, and the
digest on the page is that of the JSON. Says so, or says what is wrong and ends with 1.
"""
import hashlib
import html.parser
import json
import re
import sys
import xml.etree.ElementTree as xml

folder, lang = sys.argv[1:3]
text = open(f"{folder}/dossier.html", encoding="utf-8").read()
raw = open(f"{folder}/dossier.json", "rb").read()
data = json.loads(raw)
wrong = []


def expect(so, what):
    if not so:
        wrong.append(what)


class Page(html.parser.HTMLParser):
    """Elements, their nesting, and the text of each table."""
    EMPTY = {"meta", "br", "wbr", "rect", "line", "polygon", "circle", "path"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.ids, self.links, self.levels, self.tags = [], [], [], [], {}
        self.captions, self.text = 0, []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if "href" in attrs:
            self.links.append(attrs["href"])
        for name in attrs:
            expect(not name.startswith("on"), f"attribute {name}")
            expect(name != "src", "something from outside")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "th":
            expect(attrs.get("scope") in ("col", "row"), "a heading cell without scope")
        if tag == "svg":
            expect(attrs.get("role") == "img" and attrs.get("aria-labelledby"), "a mute chart")
            self.labels = attrs.get("aria-labelledby", "").split()
        if tag not in self.EMPTY:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.EMPTY:
            self.stack.pop()

    def handle_endtag(self, tag):
        expect(self.stack and self.stack[-1] == tag, f"</{tag}> closes {self.stack[-1:]}")
        if self.stack:
            self.stack.pop()

    def handle_data(self, data):
        self.text.append(data)


page = Page()
page.feed(text)
page.close()
words = " ".join("".join(page.text).split())
expect(not page.stack, f"not closed: {page.stack}")
expect(len(page.ids) == len(set(page.ids)), "an id given twice")
expect(all(l[0] == "#" and l[1:] in page.ids for l in page.links), "a link that leads nowhere")
expect(page.levels[0] == 1 and page.levels.count(1) == 1, "one first heading")
expect(all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:])), "a heading level skipped")
expect(page.tags.get("table") == page.tags.get("caption") == page.tags.get("thead"),
       "a table without caption or head")
expect(page.tags.get("svg") == page.tags.get("desc"), "a chart without description")
for tag in ("script", "link", "img", "iframe", "object"):
    expect(tag not in page.tags, f"<{tag}>")
expect("http" not in re.sub(r'xmlns="[^"]*"', "", text).replace("http-equiv", ""), "an address")

root = xml.fromstring(text.replace("<!DOCTYPE html>", ""))
expect(root.get("lang") == lang == data["langue"], "language")
for svg in root.iter("{http://www.w3.org/2000/svg}svg"):
    named = {e.get("id") for e in svg.iter()}
    expect(all(i in named for i in svg.get("aria-labelledby").split()), "a chart's name is lost")

# the page against the JSON, and the JSON against itself
expect(hashlib.sha256(raw).hexdigest() in text, "the digest of the JSON")
sites = data["sites"]
lines = {}
for table in root.find(".//section[@id='sites']").iter("table"):
    for row in table.find("tbody"):
        cells = [" ".join("".join(c.itertext()).split()) for c in row]
        lines[cells[0].split()[0]] = cells
expect(len(lines) == len(sites), f"{len(lines)} lines for {len(sites)} sites")
for site in sites:
    cells = lines.get(site["id"], [""] * 8)
    expect(" ".join(site["nom"].split()) in cells[0], f"{site['id']}: name")
    expect(not site["code_qp"] or site["code_qp"] in cells[2], f"{site['id']}: QPV")
    expect(not site["code_centre"] or site["code_centre"] in cells[3], f"{site['id']}: centre")
fabriques = [s for s in sites if s["type"] == "fabrique"]
part = data["partage"]
expect(part["denominateur"] == len(fabriques), "denominator")
for name, n in part["classes"].items():
    expect(n == sum(s["classe"] == name for s in fabriques), f"class {name}")
for name, n in part["eligibilites"].items():
    expect(n == sum(s["eligibilite"] == name for s in fabriques), f"eligibility {name}")
to = " à " if lang == "fr" else " to "
for key in ("intervalle_qpv", "intervalle_hors", "intervalle_qpv_incertitude"):
    expect(to.join(map(str, part[key])) in words, key)
pivots = " ".join("".join(root.find(".//section[@id='pivots']").itertext()).split())
for pivot in part["pivots_detail"]:
    expect(f"{pivot['id']} {' '.join(pivot['nom'].split())}" in pivots, f"pivot {pivot['id']}")
for source in data["maillage"]["sources"]:
    for file in source["fichiers"]:
        expect(file["fichier"] in words and file["sha256"] in words, file["fichier"])
for sentence in data["limites"]:
    expect(" ".join(sentence.split()) in words, "a limit is not on the page")
expect(not re.search(r'"(file|rules)": "[^"]*/', json.dumps(data["etude"])), "a path in the study")

print("\n".join(wrong) or f"{folder}: {len(sites)} sites, {len(page.ids)} marks, sound")
sys.exit(bool(wrong))
