#ifndef MLG_ASKED_H
#define MLG_ASKED_H
#include "opt.h"

#include "maillage/study.h"

/* The options that describe a study, shared by the commands that work on one: which
 * layers, which columns, which thresholds. A command takes them by group. */
enum {
    ASK_SITES = 16,    /* --sites --communes --precision --column --crs --encoding --rules */
    ASK_CLASSES = 32,  /* --qpv --centres, their periods, the thresholds of classes */
    ASK_COVERAGE = 64, /* --territories --population --reach and the shares */
    ASK_SENSITIVITY = 128, /* --sensitivity */
    ASK_LEVEL = 256,       /* --territories, for the projects */
    ASK_PUBLICATION = 512, /* --simplify --max-size --decimals */
    ASK_NETWORK = 1024,    /* --hubs --territories --population --within --first --mesh */
    ASK_ANY = ASK_SITES | ASK_CLASSES | ASK_COVERAGE | ASK_LEVEL | ASK_SENSITIVITY |
              ASK_PUBLICATION | ASK_NETWORK
};

/* Append the options of these groups to `all`; returns the new count. */
size_t asked_options(opt *all, size_t n, unsigned groups);

/* The study that the options given describe. MLG_EUSAGE names the option at fault. */
mlg_code asked_study(mlg_study **out, mlg_err *err);

/* What the options of publication say; borrowed from the command line. */
mlg_publication asked_publication(void);

/* Put the options given in place of what a study says: a layer of the same name (or the only
 * one) gets the other file, thresholds and columns change. */
mlg_code asked_over(mlg_study *study, mlg_err *err);

/* The first option of these groups that must be given and is not; NULL: none. For commands
 * whose study may be a file instead (CMD_STUDY). */
const char *asked_missing(unsigned groups);
#endif
