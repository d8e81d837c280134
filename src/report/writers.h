#ifndef MLG_WRITERS_H
#define MLG_WRITERS_H
#include "base/file.h"
#include "report/table.h"

/* Tables to text. Output is the same for any number of threads. */

typedef enum csv_flavour {
    CSV_MACHINE, /* ',' UTF-8, LF, decimal point: RFC 4180 quoting, data.gouv.fr habits */
    CSV_EXCEL_FR /* ';' UTF-8 with BOM, CRLF, decimal comma */
} csv_flavour;

mlg_code write_csv(const table *t, csv_flavour flavour, unsigned threads, file_out *out,
                   mlg_err *err);

/* RFC 7946: no `crs`, shells counter-clockwise, `bbox`, feature `id`, degrees of `decimals`. A
 * hole that rounding closes goes; a shell keeps all its positions, so that a feature has the
 * geometry that its row speaks of: who would rather drop it calls mlg_simplify before.
 * `meta` is a JSON object text written as the collection's member "maillage". */
mlg_code write_geojson(const table *t, const char *meta, int decimals, unsigned threads,
                       file_out *out, mlg_err *err);

/* The same, and a table of some of its rows, in their order (`feature_of`), to a file of its
 * own: the bytes that write_geojson would make of it, formatted once. */
mlg_code write_geojson_twice(const table *t, const table *some, const char *meta, int decimals,
                             unsigned threads, file_out *out, file_out *some_out, mlg_err *err);

/* CSVW (W3C) metadata beside a CSV: column titles and types, and `meta` as a note. */
mlg_code write_csv_metadata(const table *t, csv_flavour flavour, const char *csv_name,
                            const char *meta, file_out *out, mlg_err *err);
#endif
