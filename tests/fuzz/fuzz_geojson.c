#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const mlg_read_options options = { 0 };
    mlg_layer *layer = readers_layer("fuzz.geojson", "geojson");
    mlg_diag diag = { 0 };
    mlg_err err;
    blob text = { "fuzz.geojson", (const char *)data, size };

    if (layer)
        fuzz_check(geojson_read_bytes(layer, text, &options, &diag, &err), layer, &diag, &err);
    return 0;
}
