#ifndef MLG_POPULATION_H
#define MLG_POPULATION_H
#include "maillage/read.h"
#include "maillage/stream.h"

/* A file of population cells or points: positions with numbers of people. CSV and shapefiles of
 * points are streamed: their memory depends neither on their size nor on what is wrong in them,
 * and only the columns that count are looked at. Other kinds of files are read whole.
 *
 * A number that is missing, no number, negative or above MLG_MOST_PEOPLE is counted as 0, a row
 * without a usable position counts nowhere, and both are told by record (see mlg_feed). */
typedef struct mlg_population mlg_population;

typedef struct mlg_population_options {
    mlg_read_options read;
    const char *column;  /* of everyone; NULL: found by its usual names */
    char *const *groups; /* further columns of people */
    size_t n_groups;
    unsigned threads;
} mlg_population_options;

/* Looks at the beginning of the file: its columns, its coordinate system. Borrows nothing. */
mlg_code mlg_population_open(mlg_population **out, const char *path,
                             const mlg_population_options *options, mlg_diag *diag,
                             mlg_err *err);

/* The same of a layer in memory, which is borrowed; options->read is not looked at. */
mlg_code mlg_population_of_layer(mlg_population **out, const mlg_layer *layer,
                                 const mlg_population_options *options, mlg_err *err);

/* Its rows, as often as they are asked for. The layer's n, sources and digests are complete
 * after the first pass. */
const mlg_feed *mlg_population_feed(const mlg_population *p);
void mlg_population_free(mlg_population *p); /* NULL is fine */
#endif
