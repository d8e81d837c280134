#!/bin/sh
# tests/oracle/opens.sh MAILLAGE STUDY - the files of a study, both flavours of CSV, before
# tests/oracle/opens.py (gdal-bin, and Debian's Python with python3-geopandas and
# python3-openpyxl). Exits with 77, and says so, where one is absent.
set -u
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v ogrinfo >/dev/null || ! /usr/bin/python3 -c 'import geopandas, openpyxl' 2>/dev/null; then
    echo "SKIPPED: no ogrinfo (gdal-bin), or no python3-geopandas or python3-openpyxl: nothing was opened"
    exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C.UTF-8
cp -r "$(dirname "$2")" "$scratch/study" || exit 1
study=$scratch/study/${2##*/}
for flavour in machine excel_fr; do
    printf 'csv: %s\n' $flavour | cat "$2" - >"$study" || exit 1
    "$1" run "$study" --quiet -o "$scratch/$flavour" >/dev/null || exit 1
    /usr/bin/python3 -W ignore "$here/opens.py" "$scratch/$flavour" || exit 1
done
