#ifndef MLG_REPORT_DOSSIER_H
#define MLG_REPORT_DOSSIER_H
#include "maillage/dossier.h"
#include "report/html.h"
#include "report/tables.h"

#include <jansson.h>

/* The dossier on its way to its two files: one function a subject, each in its own file,
 * called in the order in which it is read. */
typedef struct dossier {
    html page;
    const mlg_answers *answers;
    const mlg_provenance *provenance;
    const mlg_study *study;
    sites_words words;     /* the sentences of the sites table */
    json_t *limits;        /* what cannot be concluded: sentences */
    const char *json_name; /* base name */
    char json_sha256[65];
} dossier;

/* The parts of the page, top to bottom. */
void dossier_opening(dossier *d); /* title, verdict, contents */
void dossier_question(dossier *d);
void dossier_verdict(dossier *d); /* in a few sentences, within the opening */
void dossier_answer(dossier *d);  /* intervals, verdict, counts */
void dossier_pivots(dossier *d);
void dossier_robustness(dossier *d);  /* in a sentence, within the opening */
void dossier_sensitivity(dossier *d); /* this and the next: nothing when there is none */
void dossier_waves(dossier *d);
bool dossier_has_programme(const dossier *d);
void dossier_programme(dossier *d);
void dossier_declared(dossier *d);
void dossier_identity(dossier *d);
void dossier_coverage(dossier *d);
void dossier_rules(dossier *d);
void dossier_sources(dossier *d);
void dossier_warnings(dossier *d);
void dossier_method(dossier *d);
void dossier_limits(dossier *d);
void dossier_reproduction(dossier *d);
void dossier_sites(dossier *d); /* one proof line each */

/* A cell that names a site, of those classified. */
void dossier_site_cell(dossier *d, size_t site);

/* The commands that give the same figures, by hand. `out` gets one line. */
void dossier_command(buf *out, const mlg_study *study, const mlg_rules *rules);

/* What cannot be concluded, as sentences in the language of outputs. NULL: out of memory. */
json_t *dossier_limits_json(const dossier *d);

/* The whole document. NULL: out of memory (or the study cannot be written: see `err`). */
json_t *dossier_json(const dossier *d, mlg_err *err);

/* Everything that the parts need, but the page and the JSON's name and digest. */
mlg_code dossier_begin(dossier *d, const mlg_answers *answers, const mlg_provenance *provenance,
                       const mlg_study *study, mlg_err *err);
void dossier_end(dossier *d);
#endif
