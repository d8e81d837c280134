#ifndef MLG_COLLECTION_H
#define MLG_COLLECTION_H
#include "report/network.h"
#include "report/tables.h"

/* Every table that the answers make, in the order in which they are published. */
typedef struct collection {
    size_t n;
    table *tables;
    char (*names)[160]; /* of the files, without ending: "territoires-epci" */
    sites_words words;
    territories_words *levels;
    distances_words *distances;
    scenario_words *scenario;
    density_words *densities;
} collection;

mlg_code collection_new(collection *out, const mlg_answers *answers, mlg_err *err);
void collection_release(collection *c);
#endif
