#!/usr/bin/env python3
"""tests/oracle/package.py FOLDER - does datapackage.json say what the folder holds?

By the rules of Data Package 1 and Table Schema 1 (specs.frictionlessdata.io), read and applied
here: required members, forms of names, paths that stay inside; each file's size and SHA-256 are
those of the bytes; each CSV reads with its dialect, has its schema's columns in order, and every
cell is of its column's type. Prints a line a resource.
"""
import csv
import hashlib
import json
import os
import re
import sys

NAME = re.compile(r"^[a-z0-9._-]+$")
TYPES = {"string", "integer", "number", "boolean", "date", "any"}


def check(what, truth):
    if not truth:
        sys.exit("package: " + what)


def read_table(path, resource, schema):
    d = resource["dialect"]
    with open(path, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.reader(f, delimiter=d["delimiter"], quotechar=d["quoteChar"],
                               doublequote=d["doubleQuote"], strict=True))
    with open(path, "rb") as f:
        check("line ends of " + path, f.read().endswith(d["lineTerminator"].encode()))
    fields = schema["fields"]
    check("columns of " + path, rows[0] == [f["name"] for f in fields])
    for row in rows[1:]:
        check("length of a row of " + path, len(row) == len(fields))
        for cell, field in zip(row, fields):
            if cell in schema["missingValues"]:
                continue
            if field["type"] == "integer":
                check("%s in %s" % (cell, path), re.fullmatch(r"-?\d+", cell))
            elif field["type"] == "number":
                point = re.escape(field.get("decimalChar", "."))
                check("%s in %s" % (cell, path), re.fullmatch(r"-?\d+(%s\d+)?" % point, cell))
    if "primaryKey" in schema:
        key = [r[rows[0].index(schema["primaryKey"])] for r in rows[1:]]
        check("key of " + path, len(set(key)) == len(key) and "" not in key)
    return len(rows) - 1


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "datapackage.json"), encoding="utf-8") as f:
        package = json.load(f)
    check("name", NAME.match(package["name"]))
    check("title", package["title"])
    check("sources", all(s["title"] for s in package["sources"]))
    names = [r["name"] for r in package["resources"]]
    check("unique names", len(set(names)) == len(names) and names)
    for r in package["resources"]:
        path = os.path.join(folder, r["path"])
        check("name " + r["name"], NAME.match(r["name"]))
        check("path " + r["path"], not r["path"].startswith(("/", ".")) and ".." not in r["path"])
        with open(path, "rb") as f:
            data = f.read()
        check("bytes of " + path, r["bytes"] == len(data))
        check("hash of " + path, r["hash"] == "sha256:" + hashlib.sha256(data).hexdigest())
        rows = ""
        if r["profile"] == "tabular-data-resource":
            with open(os.path.join(folder, r["schema"]), encoding="utf-8") as f:
                schema = json.load(f)
            for field in schema["fields"]:
                check("type of " + field["name"], field["type"] in TYPES)
                check("meaning of " + field["name"], field["description"])
            rows = "%d rows, %d columns" % (read_table(path, r, schema), len(schema["fields"]))
        print(r["path"], r["mediatype"], rows)


main()
