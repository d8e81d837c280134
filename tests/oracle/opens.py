#!/usr/bin/env python3
"""tests/oracle/opens.py FOLDER - do the files of a run open, unchanged, where people open them?

  GDAL      (ogrinfo; the reader of QGIS) every GeoJSON: silent, WGS 84, as many features as the file
            holds, columns of the types that the table schema says
  geopandas every GeoJSON: valid shapes, the values of the CSV beside it
  pandas    every CSV, by its dialect; every sheet of the workbook, whose cells have their type and are
            those of the CSV
  R sf      every GeoJSON, where R has it: as many features, valid, WGS 84

The types come from datapackage.json. Prints how many were read by each.
"""
import json
import os
import subprocess
import sys

import geopandas
import openpyxl
import pandas

# Several texts of one cell are a list in GeoJSON, joined by semicolons in a table; GDAL
# knows a day by its looks.
OGR = {"string": {"String", "StringList", "Date"}, "integer": {"Integer", "Integer64"}, "number": {"Integer", "Integer64", "Real"}}
R_READS = """
suppressMessages(library(sf))
for (path in commandArgs(TRUE)) {
  read <- st_read(path, quiet = TRUE, stringsAsFactors = FALSE)
  cat(nrow(read), all(st_is_valid(read)), st_crs(read)$epsg, "\\n")
}
"""


def check(what, truth):
    if not truth:
        sys.exit("opens: " + what)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    check("%s said: %s" % (" ".join(command[:2]), done.stderr), done.returncode == 0 and not done.stderr)
    return done.stdout


def empty(series):
    """Is a column without any value? A reader cannot know its type."""
    return series.isna().all() or (series.astype(str) == "").all()


def same(what, left, right):
    """Two columns hold the same: as numbers where both are, else as texts; nothing is nothing."""
    left = left.map(lambda v: ";".join(v) if isinstance(v, list) else v)
    if pandas.api.types.is_datetime64_any_dtype(left):
        left = left.dt.strftime("%Y-%m-%d")
    check(what + ": rows", len(left) == len(right))
    if pandas.api.types.is_numeric_dtype(left) and pandas.api.types.is_numeric_dtype(right):
        fine = (left.isna() & right.isna()) | ((left - right).abs() < 1e-9)
    else:
        fine = left.fillna("").astype(str) == right.fillna("").astype(str)
    check("%s: row %s differs" % (what, fine.argmin() + 1), fine.all())


def read_csv(path, resource, fields):
    d = resource["dialect"]
    texts = {f["name"]: str for f in fields if f["type"] == "string"}
    mark = next((f["decimalChar"] for f in fields if "decimalChar" in f), ".")
    table = pandas.read_csv(path, sep=d["delimiter"], quotechar=d["quoteChar"], decimal=mark, dtype=texts)
    check("columns of " + path, list(table) == [f["name"] for f in fields])
    for f in fields:
        check("%s of %s is no number" % (f["name"], path),
              f["type"] == "string" or table[f["name"]].isna().all() or pandas.api.types.is_numeric_dtype(table[f["name"]]))
    return table


def ogr_types(path):
    """Column: type, of each column that GDAL sees, and the number of features."""
    said = run("ogrinfo", "-ro", "-al", "-so", path)
    check("system of " + path, 'ID["EPSG",4326]]\n' in said)
    n = int(said.split("Feature Count: ")[1].split()[0])
    columns = said.split("Data axis to CRS axis mapping: 2,1\n")[1].split("\n")
    return dict((c.split(": ")[0], c.split(": ")[1].split(" ")[0].split("(")[0]) for c in columns if ": " in c), n


def read_geojson(path, fields, table):
    with open(path, encoding="utf-8") as f:
        n = len(json.load(f)["features"])
    types, counted = ogr_types(path)
    frame = geopandas.read_file(path)
    check("%s: %d features, %d, %d read" % (path, n, counted, len(frame)), n == counted == len(frame))
    if not n:
        return n
    check("system of " + path, frame.crs.to_epsg() == 4326)
    check("shapes of " + path, frame.geometry[frame.geometry.notna()].is_valid.all())
    for f in fields:
        if f["name"] in frame and not empty(frame[f["name"]]):
            check("%s: %s is a %s" % (path, f["name"], types[f["name"]]), types[f["name"]] in OGR[f["type"]])
            same("%s: %s" % (path, f["name"]), frame[f["name"]], table[f["name"]])
    return n


def read_sheet(path, sheet, fields, table):
    read = pandas.read_excel(path, sheet_name=sheet.title,
                             dtype={f["name"]: str for f in fields if f["type"] == "string"})
    for f in fields:
        cells = [c.value for c in sheet[openpyxl.utils.get_column_letter(1 + list(read).index(f["name"]))][1:]]
        text = f["type"] == "string"
        check("%s!%s: type of a cell" % (sheet.title, f["name"]),
              all(c is None or isinstance(c, str) == text for c in cells))
        same("%s!%s" % (sheet.title, f["name"]), read[f["name"]], table[f["name"]])


def sheet_of(book, name):
    return next((s for s in book if s.title == name[:31].rstrip()), None) or \
        next((s for s in book if len(s.title) > 20 and name.startswith(s.title)), None)


def main():
    os.chdir(sys.argv[1])
    with open("datapackage.json", encoding="utf-8") as f:
        resources = json.load(f)["resources"]
    tables, schemas, sheets = {}, {}, 0
    for r in (r for r in resources if r["format"] == "csv"):
        name = r["path"][:-len(".csv")]
        with open(r["schema"], encoding="utf-8") as f:
            schemas[name] = json.load(f)["fields"]
        tables[name] = read_csv(r["path"], r, schemas[name])
    book = openpyxl.load_workbook("classeur.xlsx")
    for name, table in tables.items():
        sheet = sheet_of(book, name)
        if sheet:
            read_sheet("classeur.xlsx", sheet, schemas[name], table)
            sheets += 1
    maps = [r["path"] for r in resources if r["format"] == "geojson"]
    counts = [read_geojson(path, schemas.get(path[:-len(".geojson")], []), tables.get(path[:-len(".geojson")]))
              for path in maps]
    check("too little to read", len(tables) > 10 and len(maps) > 8 and sheets > 10)
    print("opens: GDAL %d, geopandas %d, pandas %d and %d sheets" % (len(maps), len(maps), len(tables), sheets))
    try:
        there = not subprocess.run(["Rscript", "-e", "library(sf)"], capture_output=True).returncode
    except FileNotFoundError:
        there = False
    if not there:
        print("opens: no R with sf here: not asked")
        return
    read = run("Rscript", "-e", R_READS, *maps).splitlines()
    check("R sf: " + "; ".join(read), read == ["%d TRUE 4326 " % n for n in counts])
    print("opens: R sf %d" % len(read))


main()
