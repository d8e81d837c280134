#ifndef MLG_IDENTITY_H
#define MLG_IDENTITY_H
#include "maillage/split.h"

/* A label is not a place: which sites are probably one place under several labels? */

/* Why two sites are taken for one place. */
typedef enum mlg_evidence {
    MLG_SAME_ID = 1,
    MLG_SAME_NAME = 2,  /* the same words, accents, case, punctuation and legal forms aside */
    MLG_CLOSE_NAME = 4, /* alike, but not the same words */
    MLG_SAME_POINT = 8,
    MLG_SAME_COMMUNE = 16, /* by code; Paris, Lyon and Marseille hold their arrondissements */
    MLG_NEAR = 32,         /* points within the distance, given their radii */
    MLG_OTHER_WAVE = 64,   /* labelled in different waves: a re-label */
    MLG_EVIDENCE_END = 128
} mlg_evidence;

const char *mlg_evidence_words(mlg_evidence e); /* English, to be looked up by gettext */
const char *mlg_evidence_name(mlg_evidence e);  /* "meme_id", "meme_nom", "nom_proche", ... */

typedef struct mlg_pair {
    uint32_t a, b; /* sites, a < b */
    uint8_t evidence;
    double similarity; /* of the names, 0 to 1 */
    double distance_m; /* ground metres between the points; NaN: no two points in one plane */
} mlg_pair;

typedef struct mlg_identity {
    const mlg_sites *sites; /* borrowed */
    double near_m, alike;   /* as asked */
    size_t n_pairs;
    mlg_pair *pairs;       /* by a, then b */
    uint32_t *place_of;    /* of each site: the first site of its place */
    size_t places, shared; /* all; those with several labels */
    size_t unplaced;       /* sites without commune and without point: compared with none */
    size_t crowded;        /* sites of places so crowded that not all pairs were looked at */
} mlg_identity;

/* Points are near up to 500 m beyond their radii (of which 1 km counts at most). Names are
 * alike from 0.8 on; how likeness is measured is written in analysis/names.h. */
#define MLG_IDENTITY_NEAR_M 500.0
#define MLG_IDENTITY_ALIKE  0.8

typedef struct mlg_identity_options {
    double near_m, alike;
    unsigned threads;
} mlg_identity_options;

/* Two sites are a pair when they share an id or have the same or close names, and are in one
 * commune or near each other. The same point alone makes no pair, since it may be that of a
 * street or of a commune: mlg_sites_new warns of it. Where more than 256
 * sites share a commune (or a square as wide as points may be apart), only those are compared
 * whose names share the start or the end of a word, 256 at most of each, and neighbours in
 * the alphabet. A place is what pairs connect. The result does not depend on `threads`. */
mlg_code mlg_identity_new(mlg_identity **out, const mlg_sites *sites,
                          const mlg_identity_options *options, mlg_planes *planes,
                          mlg_err *err);
void mlg_identity_free(mlg_identity *identity); /* NULL is fine */

/* The split with one member per place instead of one per label. */
typedef struct mlg_place_split {
    size_t places; /* with a fabrique */
    size_t eligibilities[MLG_ELIGIBLE_COUNT];
    mlg_interval qpv, hors, qpv_all, hors_all; /* as in mlg_split */
    mlg_target target;
    mlg_verdict verdict;
    size_t disagreeing; /* places whose labels differ in possible eligibilities */
} mlg_place_split;

/* A place may be what any of its fabriques may be: labels that disagree widen the second
 * interval, as a coarse location does. `target` NULL: the rules' shares of the places. */
mlg_code mlg_split_places(mlg_place_split *out, const mlg_identity *identity,
                          const mlg_classification *c, const mlg_target *target, mlg_err *err);
#endif
