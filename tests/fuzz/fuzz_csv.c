#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const mlg_read_options options = { 0 };
    mlg_layer *layer = readers_layer("fuzz.csv", "csv");
    mlg_diag diag = { 0 };
    mlg_err err;
    blob text = { "fuzz.csv", (const char *)data, size };

    if (layer)
        fuzz_check(csv_read_bytes(layer, text, &options, &diag, &err), layer, &diag, &err);
    return 0;
}
