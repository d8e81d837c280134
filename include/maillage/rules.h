#ifndef MLG_RULES_H
#define MLG_RULES_H
#include "maillage/day.h"
#include "maillage/error.h"

#include <stdbool.h>
#include <stddef.h>

/* The programme's figures and the thresholds that decide answers: a YAML file, never
 * constants of the code. Two are shipped: fabriques-2019 and fabriques-2021. Distances are
 * ground metres. Freed with mlg_rules_free; plain data, may be changed before use. */
typedef struct mlg_rules_vintage {
    char *name; /* of a QPV layer: "2015" */
    mlg_period mainland, overseas;
} mlg_rules_vintage;

typedef struct mlg_rules {
    char *name, *title;
    char *file;      /* base name of the file they were read from */
    char sha256[65]; /* of its bytes */

    struct {
        unsigned sites; /* places the programme pays for */
        double budget_eur;
        double grant_min_eur, grant_max_eur;
        unsigned grant_years;
        unsigned wave_max; /* labels per wave */
        char **deadlines;  /* ISO dates, one per wave */
        unsigned n_deadlines;
        char **bearers; /* eligible kinds of bearer */
        unsigned n_bearers;
    } programme;

    struct {
        double qpv, hors; /* shares of the whole */
        double tolerance; /* likewise */
    } split;

    mlg_rules_vintage *vintages; /* when the QPV of that name are the law */
    unsigned n_vintages;

    double proximity_m;      /* "immediate proximity" of a QPV */
    bool proximity_strict;   /* nearer than, rather than at most */
    double commune_margin_m; /* a commune location is its polygon shrunk by this */

    /* Radius of a position by the national address base's result type; negative: somewhere
     * in the commune. */
    struct {
        double housenumber_m, street_m, locality_m, municipality_m;
    } precision;

    struct {
        double served;   /* desservi: at least this share of people within reach */
        double unserved; /* non_pourvu: at most this share */
        char *level;     /* of the territories a project must lie in */
    } coverage;

    /* Where each part comes from, as the file says; NULL: it does not. */
    struct {
        char *programme, *split, *proximity, *commune_margin, *precision, *coverage;
    } origins;
} mlg_rules;

/* Unknown keys, missing keys, wrong types and figures that contradict each other are
 * MLG_EDATA naming the file; the sentence starts with the line ("line 12: "). */
mlg_code mlg_rules_read(mlg_rules **out, const char *path, mlg_err *err);
void mlg_rules_free(mlg_rules *rules); /* NULL is fine */
#endif
