#!/bin/sh
# A second opinion on the real data, by GDAL and SpatiaLite: the distance from each published
# position to the nearest QPV and centre (plane of Lambert-93), its nominal class, and the
# arrondissements without a fabrique. Compare with the tables of tests/oracle/real.py.
#
# usage: tests/oracle/real-spatialite.sh GEODATA OUT
# needs: gdal-bin with SpatiaLite
set -eu
geodata=$1
out=$2
mkdir -p "$out"
db=$out/real.sqlite
rm -f "$db" "$out"/spatialite-*.csv

load() { # LAYER FILE [ogr2ogr options]
    layer=$1
    file=$2
    shift 2
    if [ -f "$db" ]; then
        ogr2ogr -q -update -nln "$layer" "$@" "$db" "$file"
    else
        ogr2ogr -q -f SQLite -dsco SPATIALITE=YES -nln "$layer" "$@" "$db" "$file"
    fi
}
load qpv "$geodata/qpv/QPV2015_METROPOLE_LB93.shp" -nlt PROMOTE_TO_MULTI -makevalid
load centres "$geodata/centres/grands_centres_urbains_L93.shp" -nlt PROMOTE_TO_MULTI
load arr "$geodata/territories/polygone-4326_arr.geojson" -nlt PROMOTE_TO_MULTI
csv="-oo X_POSSIBLE_NAMES=lon,longitude -oo Y_POSSIBLE_NAMES=lat,latitude -a_srs EPSG:4326"
# shellcheck disable=SC2086
load fabriques "$geodata/sites/fabriques_382.csv" $csv
# shellcheck disable=SC2086
load fablabs "$geodata/sites/fablabs_geocodes.csv" $csv

ask() { # FILE SQL
    ogr2ogr -q -f CSV "$out/$1" "$db" -dialect SQLITE -sql "$2"
}
for sites in fabriques:id_fabt fablabs:id; do
    id=${sites#*:}
    sites=${sites%:*}
    ask "spatialite-$sites.csv" "
        SELECT id, dq, dc, CASE WHEN dq = 0 THEN 'qpv' WHEN dq < 300 THEN 'proximite_qpv'
            WHEN dc = 0 THEN 'grand_centre' ELSE 'hors_grands_centres' END AS classe
        FROM (SELECT s.$id AS id,
            (SELECT MIN(ST_Distance(q.geometry, s.p)) FROM qpv q) AS dq,
            (SELECT MIN(ST_Distance(c.geometry, s.p)) FROM centres c) AS dc
            FROM (SELECT $id, ST_Transform(geometry, 2154) AS p FROM $sites
                WHERE ST_X(geometry) BETWEEN -6 AND 10 AND ST_Y(geometry) BETWEEN 41 AND 52) s)"
done
for last in 300 382; do
    ask "spatialite-arr-$last.csv" "
        SELECT a.insee_arr FROM arr a WHERE NOT EXISTS (SELECT 1 FROM fabriques f
            WHERE CAST(SUBSTR(f.id_fabt, 6) AS INTEGER) <= $last
            AND ST_Covers(a.geometry, f.geometry) = 1) ORDER BY 1"
    echo "arrondissements without a fabrique, 1 to $last: $(sed 1d "$out/spatialite-arr-$last.csv" | wc -l)"
done
for sites in fabriques fablabs; do
    echo "$sites, nominal classes:"
    sed 1d "$out/spatialite-$sites.csv" | cut -d, -f4 | sort | uniq -c
done
