#ifndef MLG_IO_CELLS_H
#define MLG_IO_CELLS_H
#include "io/faults.h"
#include "io/readers.h"
#include "maillage/population.h"

/* What the readers of population cells share. A row has slots: x, y, everyone's number, then
 * those of the groups. */
enum { SLOT_X, SLOT_Y, SLOT_NUMBERS, SLOTS_MAX = 200 };

struct mlg_population {
    mlg_feed feed;
    mlg_layer *own; /* the feed's layer, unless it is borrowed */
    const char **names;
    /* What is told at the end of the first pass, in this order. */
    mlg_diag of_rows, of_points, of_numbers;
    bool told;
    void (*close)(void *from); /* of feed.from */
};

/* Everyone's column (k = 0) and those of the groups, named in the feed; columns[k] is borrowed
 * from the layer. Refuses a layer that is not one of points. */
mlg_code cells_columns(mlg_population *p, const mlg_column **columns, const mlg_layer *layer,
                       const mlg_population_options *o, mlg_err *err);

/* What is wrong with a number; made 0 unless it is NaN or fine. */
static inline fault cells_clean(double *number)
{
    fault f = *number < 0                 ? PEOPLE_NEGATIVE
              : *number > MLG_MOST_PEOPLE ? PEOPLE_TOO_MANY
                                          : FAULT_NONE;

    if (f)
        *number = 0;
    return f;
}

/* The numbers of a layer's rows, cleaned; NaN: none. */
void cells_numbers(double *numbers, const mlg_layer *layer, const mlg_column *const *columns,
                   size_t n, mlg_diag *diag);

/* To be told when the pass ends. */
void cells_tell(mlg_population *p, fault f, int64_t record, const char *column,
                const char *text);
mlg_code cells_end(mlg_population *p, mlg_diag *diag, mlg_err *err);

/* mlg_population_open, reading `step` bytes at a time; 0: as usual. */
mlg_code cells_open(mlg_population **out, const char *path,
                    const mlg_population_options *options, size_t step, mlg_diag *diag,
                    mlg_err *err);

/* The streams: fill `p`, whose layer is there. */
mlg_code csv_cells_open(mlg_population *p, const char *path, const mlg_population_options *o,
                        size_t step, mlg_diag *diag, mlg_err *err);
/* Leaves feed.from NULL, and nothing told, where the shapefile is not declared one of points.
 */
mlg_code shp_cells_open(mlg_population *p, const char *path, const mlg_population_options *o,
                        size_t step, mlg_diag *diag, mlg_err *err);
#endif
