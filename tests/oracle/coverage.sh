#!/bin/sh
# tests/oracle/coverage.sh MAILLAGE [GEODATA] - what `coverage` says of the demonstration, or of
# real data, against geopandas with Debian's Python (python3-geopandas). Exits with 77, and says
# so, where that or the data is absent.
set -u
here=$(cd "$(dirname "$0")" && pwd)
if [ $# = 2 ] && [ ! -d "$2" ]; then
    echo "SKIPPED: no real data at $2; nothing was compared"
    exit 77
fi
if [ ! -x /usr/bin/python3 ]; then
    echo "SKIPPED: no /usr/bin/python3; nothing was compared"
    exit 77
fi
case $# in
1) exec /usr/bin/python3 "$here/coverage.py" "$1" ;;
*) exec /usr/bin/python3 "$here/coverage_real.py" "$1" "$2" ;;
esac
