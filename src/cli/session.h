#ifndef MLG_SESSION_H
#define MLG_SESSION_H
#include "maillage/dossier.h"
#include "maillage/population.h"
#include "maillage/sensitivity.h"
#include "maillage/study.h"

/* One study on its way through the library: what is loaded, then the answers. */
enum { SESSION_INPUTS = 200, SESSION_REACHES = 20 };

typedef struct session {
    const char *command; /* for messages */
    const mlg_study *study;
    bool from_file;    /* the study is a file, not options: its faults are bad data */
    bool digest;       /* the answer carries the SHA-256 of its inputs */
    bool written_last; /* nothing is measured any more once results are written */
    mlg_diag diag;
    mlg_planes *planes;
    mlg_rules *rules;
    mlg_simplify_options publication;
    mlg_reach reaches[SESSION_REACHES]; /* the main one first */
    size_t n_reaches;

    mlg_sites *sites, *hubs; /* hubs: NULL unless the network has a layer of them */
    mlg_zones *communes;
    mlg_zones **qpv, **centres; /* by vintage, by definition */
    size_t n_qpv, n_centres;
    mlg_vintage *vintages;
    mlg_geography geography;
    mlg_zones **levels;
    size_t n_levels;
    mlg_population *population;
    mlg_catchments **catchments;
    size_t n_catchments;

    mlg_classification *classes;
    mlg_split *split;
    mlg_programme *programme;
    mlg_declared *declared;
    mlg_identity *identity;
    mlg_place_split places; /* of that identity */
    mlg_sensitivity *sensitivity;
    mlg_coverage *coverage;
    mlg_network *network;
    mlg_sites *existing, *planned, *after; /* as it was asked for; in the scenario */
    mlg_coverage *scenario;                /* NULL: none */
} session;

/* What to load and work out. */
enum {
    SESSION_CLASSES = 1,
    SESSION_COVERAGE = 2,
    SESSION_SENSITIVITY = 4,
    SESSION_PROGRAMME = 8,
    SESSION_IDENTITY = 16,
    SESSION_NETWORK = 32
};

mlg_code session_run(session *s, unsigned what, mlg_err *err);
void session_free(session *s); /* what it points to, but the study */

/* Which QPV layers are in force when, and which judges each site (--valid, --at). */
mlg_code session_geography(session *s, mlg_err *err);

/* What an answer rests on: `inputs` has room for SESSION_INPUTS. */
mlg_provenance session_provenance(const session *s, unsigned what, mlg_input *inputs);

/* All that it found, to be written. */
mlg_answers session_answers(const session *s);

/* Parts of session_run. How a layer of the study is read; the layer; zones made of one. */
mlg_read_options session_reading(const session *s, const mlg_study_layer *said);
mlg_code session_load(session *s, mlg_layer **out, const mlg_study_layer *said, mlg_err *err);
mlg_code session_load_zones(session *s, mlg_zones **out, const mlg_study_layer *said,
                            mlg_role role, mlg_err *err);
/* Are these territories the communes, read in the same way? They are then read once. */
bool session_is_communes(const mlg_study *study, const mlg_study_layer *territories);
/* What coverage wants beside sites and communes; then its answer. */
mlg_code session_read_reaches(session *s, mlg_err *err);
mlg_code session_load_coverage(session *s, bool people, mlg_err *err); /* levels; cells */
mlg_code session_load_catchments(session *s, mlg_err *err);
mlg_code session_cover(session *s, mlg_err *err);

mlg_code session_connect(session *s, mlg_err *err); /* the network */

/* An answer in a few sentences, on standard error, in the language of messages. */
void session_tell_classes(const session *s);
void session_tell_split(const session *s);       /* target, intervals, verdict, pivots */
void session_tell_sensitivity(const session *s); /* how firm the verdict is */
void session_tell_identity(const session *s);    /* labels of one place, what they change */
void session_tell_coverage(const session *s);    /* and what a scenario changes */
void session_tell_network(const session *s);

/* The programme and the declared classes, likewise: waves, deadlines, money, bearers,
 * projects, disagreements, and what was not checked for want of data. */
void session_tell_programme(const session *s);
#endif
