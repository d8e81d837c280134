#include "fuzz.h"

/* The .dbf of a shapefile without .shp. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const mlg_read_options options = { 0 };
    mlg_layer *layer = readers_layer("fuzz.dbf", "dbf");
    mlg_diag diag = { 0 };
    mlg_err err;
    shp_files files = { .dbf = { "fuzz.dbf", (const char *)data, size } };

    if (layer)
        fuzz_check(shp_read_bytes(layer, &files, &options, &diag, &err), layer, &diag, &err);
    return 0;
}
