#!/bin/sh
# tests/oracle/simplified.sh MAILLAGE COMMUNES.shp - a country's communes, lightened to 50 m,
# before tests/oracle/simplified.py (Debian's Python: python3-shapely). Exits with 77, and says
# so, where that or the data is absent.
set -u
here=$(cd "$(dirname "$0")" && pwd)
MAILLAGE=$1 communes=$2
if [ ! -e "$communes" ]; then
    echo "SKIPPED: no real data at $communes; nothing was simplified"
    exit 77
fi
if ! /usr/bin/python3 -c 'import shapely' 2>/dev/null; then
    echo "SKIPPED: no /usr/bin/python3 with shapely (python3-shapely); nothing was checked"
    exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C.UTF-8
# To a centimetre nothing goes but what lies on a line: the communes as drawn, in degrees.
"$MAILLAGE" simplify "$communes" --simplify 0.01m --quiet -o "$scratch/drawn.geojson" || exit 1
"$MAILLAGE" simplify "$communes" --simplify 50m --quiet -o "$scratch/light.geojson" || exit 1
/usr/bin/python3 "$here/simplified.py" "$scratch/drawn.geojson" "$scratch/light.geojson" 50
