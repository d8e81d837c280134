#ifndef MLG_FILES_H
#define MLG_FILES_H
#include "base/file.h"
#include "io/readers.h"

/* The files of one layer while it is read. */
typedef struct readers_files {
    file files[MLG_SOURCES];
    char names[MLG_SOURCES][sizeof((mlg_source *)0)->name];
    size_t n;
    shp_files parts; /* of a shapefile */
    blob text;       /* anything else */
} readers_files;

/* `r` is zeroed; closed whatever this says. `path` has a format. */
mlg_code readers_open(readers_files *r, const char *path, mlg_err *err);
void readers_close(readers_files *r);
void readers_sources(mlg_layer *layer, const readers_files *r); /* but for the digests */
mlg_code readers_digest(mlg_layer *layer, const readers_files *r, mlg_err *err);
#endif
