#ifndef MLG_CMD_H
#define MLG_CMD_H
#include "opt.h"

#include "maillage/diag.h"
#include "maillage/error.h"

/* A command is one file, cmd_NAME.c, which defines `const command command_NAME`, and one
 * line in the table in main.c. It sees the public headers, cli/ and base/i18n.h.
 * Data on stdout, everything else on stderr. */

/* Exit statuses. */
enum {
    STATUS_OK,        /* done; verdict `tenu` */
    STATUS_NOT_KEPT,  /* verdict `non_tenu` */
    STATUS_USAGE,     /* the command line asks for something impossible */
    STATUS_DATA,      /* a file was read but cannot be used */
    STATUS_IO,        /* the operating system said no */
    STATUS_BUG,       /* one of our own invariants broke */
    STATUS_UNDECIDED, /* verdict `indetermine` */
};

/* What a command takes beside its own options. */
enum {
    CMD_OVERWRITE = 1, /* --overwrite */
    CMD_JSON = 2,      /* --json */
    CMD_STUDY = 8,     /* a study file may stand for the options that describe one */
    CMD_VERDICT = 4,   /* may answer STATUS_NOT_KEPT and STATUS_UNDECIDED */
};

typedef struct example {
    const char *what; /* N_("a sentence") */
    const char *line;
} example;

enum { CMD_EXAMPLES = 4 };

typedef struct command {
    const char *name;
    /* Called with the options parsed; argv holds the `argc` other arguments. Returns the
     * exit status. */
    int (*run)(int argc, char **argv);
    const char *summary;            /* N_(): one line, lower case, no full stop */
    const char *synopsis;           /* N_(): what follows the name: "[OPTION]... FILE..." */
    const char *purpose;            /* N_(): paragraphs, separated by '\n' */
    const opt *options;             /* NULL: only the common ones */
    int min_args, max_args;         /* other arguments; max_args < 0: any number */
    unsigned takes;                 /* CMD_... */
    example examples[CMD_EXAMPLES]; /* two at least; ends early at a NULL line */
} command;

/* The values of the options that every command takes. */
typedef struct cmd_common {
    bool help, quiet, progress, overwrite, json;
    unsigned threads; /* at least 1 when a command runs */
    const char *lang;
} cmd_common;

extern cmd_common common;

/* Own options, then the common ones it takes, in the order of the help. `all` has room
 * for CMD_OPTIONS; ends with { 0 }. */
enum { CMD_OPTIONS = 96 };
void cmd_options(const command *c, opt *all);

/* "maillage classify: sites.csv: record 12: sentence" on stderr. Returns the status. */
int cmd_fail(const char *name, const mlg_err *err);

/* The same for what the command line asks in vain; always STATUS_USAGE. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int cmd_usage(const char *name, const char *what, ...);

/* What a careful reader must be told, one line per kind and place on stderr: warnings
 * always (unless --quiet), notes with --progress. */
void cmd_diag(const char *name, const mlg_diag *diag);

/* "reading communes.shp..." on stderr: on a terminal or with --progress, never with
 * --quiet. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void cmd_progress(const char *name, const char *what, ...);

/* Create a folder and its parents; an existing folder is fine. */
mlg_code cmd_folder(const char *path, mlg_err *err);

int cmd_map(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_inspect(int argc, char **argv);
int cmd_classify(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_coverage(int argc, char **argv);
int cmd_network(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_simplify(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_version(int argc, char **argv);

extern const command command_inspect, command_classify, command_coverage, command_map,
    command_report, command_run, command_verify, command_version, command_compare,
    command_network, command_simplify;
#endif
