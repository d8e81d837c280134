#ifndef MLG_CSV_CHUNK_H
#define MLG_CSV_CHUNK_H
#include "base/buf.h"
#include "io/cells.h"
#include "io/csv_rows.h"
#include "io/encoding.h"

/* A run of whole rows of a CSV of population cells, to be read on any thread: only the columns
 * that count are looked at. */

/* What the header says; shared. */
typedef struct csv_layout {
    char delimiter;
    encoding *encoding;      /* UTF-8 or CP1252 */
    size_t n_columns;        /* of the header */
    size_t n_slots;          /* of a row (cells.h) */
    size_t n_read;           /* columns up to the last one that counts */
    const uint8_t *slot_of;  /* of each of those: 1 + the slot it fills; 0: none */
    uint8_t same[SLOTS_MAX]; /* the slot of the same column that is filled: itself, or before */
} csv_layout;

typedef struct csv_event {
    uint32_t row; /* of the chunk, from 0 */
    uint8_t what; /* a fault */
    uint8_t slot;
    uint32_t text; /* where it starts in `said` */
} csv_event;

typedef struct csv_chunk {
    const csv_layout *layout;
    const char *text; /* borrowed for csv_chunk_read */
    size_t n_text;

    size_t n, room;
    mlg_xy *points;
    double *numbers;
    size_t without; /* rows that have no usable position */
    csv_event *events;
    size_t n_events, room_events;
    buf said;
    csv_said ended;

    /* the row at hand */
    uint8_t state[SLOTS_MAX];
    double value[SLOTS_MAX];
    uint32_t at[SLOTS_MAX]; /* of what is no number, in `said` */
    size_t cell;
    bool any, too_long; /* has anything; has too many cells */
    buf cell_text;
    mlg_code code;
} csv_chunk;

/* Forgets what was read before, keeps the room. MLG_ENOMEM without a sentence. */
mlg_code csv_chunk_read(csv_chunk *c);
void csv_chunk_release(csv_chunk *c);
#endif
