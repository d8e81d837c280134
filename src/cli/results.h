#ifndef MLG_RESULTS_H
#define MLG_RESULTS_H
#include "session.h"

/* From answers to files: the same files, byte for byte, whichever command writes them.
 * Their texts are French unless --lang says otherwise. */

/* The format that `-f` or the name's ending asks for; MLG_EUSAGE when neither tells. */
mlg_code results_format(mlg_format *out, const char *told, const char *path, mlg_err *err);

/* Before anything is written: is the place of every file free (see spared.h)? Of a CSV, its
 * description's too. */
mlg_code results_may_write(const session *s, const char *path, mlg_format format, mlg_err *err);
mlg_code results_may_write_json(const session *s, const char *path, mlg_err *err);
mlg_code results_sites(const session *s, const char *path, mlg_format format, mlg_err *err);

/* What coverage writes into a folder, where there is something to write. */
enum {
    RESULTS_TERRITORIES = 1, /* territoires-LEVEL.csv */
    RESULTS_UNSERVED = 2,    /* non-pourvus-LEVEL.csv */
    RESULTS_DISTANCES = 4,   /* distances-LEVEL.csv: with cells */
    RESULTS_GAPS = 8,        /* lacunes.geojson: with a reach */
    RESULTS_SCENARIO = 16,   /* scenario-LEVEL.csv: with planned or closing sites */
    RESULTS_DRAWN = 32,      /* times one of those with a level: its .geojson */
    RESULTS_COVERAGE = 31 | RESULTS_DRAWN * (1 | 2 | 16)
};

/* Which of them a word of `outputs` is: "territoires", or "territoires.csv" for the table
 * alone; 0: none of them. */
unsigned results_coverage_word(const char *word);

/* May they be written? Two levels of one name are an error too. */
mlg_code results_may_write_coverage(const session *s, const char *folder, unsigned what,
                                    mlg_err *err);
mlg_code results_coverage(session *s, const char *folder, mlg_format csv, unsigned what,
                          mlg_err *err);

/* One level as CSV on standard output. */
mlg_code results_level_csv(const session *s, size_t level, mlg_format format, mlg_err *err);

/* reseau-noeuds and -liens.{csv,geojson}, reseau.graphml and, with territories,
 * reseau-aires.geojson and reseau-territoires-LEVEL.csv, into the folder. */
mlg_code results_may_write_network(const session *s, const char *folder, mlg_err *err);
mlg_code results_network(const session *s, const char *folder, mlg_format csv, mlg_err *err);

/* The nodes as CSV on standard output. */
mlg_code results_nodes_csv(const session *s, mlg_format format, mlg_err *err);

mlg_code results_summary(const session *s, unsigned what, const char *path, mlg_err *err);

/* dossier.html and dossier.json into the folder. */
mlg_code results_may_write_dossier(const session *s, const char *folder, mlg_err *err);
mlg_code results_dossier(const session *s, unsigned what, const char *folder, mlg_err *err);

/* How a result is written: as the options of every command say. */
mlg_output results_output(const char *path, mlg_format format, int decimals,
                          const mlg_provenance *p);

/* FOLDER/NAME, malloc'ed; NULL: out of memory. */
char *results_path(const char *folder, const char *name);
#endif
