#include "fuzz.h"

/* Take the next file of the input: 16 bits of length, least byte first, then so many bytes;
 * length 65535 is a file that is not there. */
static blob next_file(const char *name, const uint8_t **data, size_t *size)
{
    size_t n = *size < 2 ? 65535 : (*data)[0] + 256u * (*data)[1];
    blob file = { name, NULL, 0 };

    *data += *size < 2 ? *size : 2;
    *size -= *size < 2 ? *size : 2;
    if (n == 65535)
        return file;
    if (n > *size)
        n = *size;
    file.data = (const char *)*data;
    file.size = n;
    *data += n;
    *size -= n;
    return file;
}

/* A .dbf, .cpg, .prj and .shx, and what remains is the .shp. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const mlg_read_options options = { 0 };
    mlg_layer *layer = readers_layer("fuzz.shp", "shapefile");
    mlg_diag diag = { 0 };
    mlg_err err;
    shp_files files = { 0 };

    files.dbf = next_file("fuzz.dbf", &data, &size);
    files.cpg = next_file("fuzz.cpg", &data, &size);
    files.prj = next_file("fuzz.prj", &data, &size);
    files.shx = next_file("fuzz.shx", &data, &size);
    files.shp = (blob){ "fuzz.shp", (const char *)data, size };
    if (layer)
        fuzz_check(shp_read_bytes(layer, &files, &options, &diag, &err), layer, &diag, &err);
    return 0;
}
