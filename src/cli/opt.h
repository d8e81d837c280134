#ifndef MLG_OPT_H
#define MLG_OPT_H
#include <stdbool.h>
#include <stddef.h>

/* Options as data. One table parses, prints --help and writes the manual page, so the
 * three cannot disagree. This is the room of popt: nothing else includes <popt.h>. */
typedef struct opt_list {
    size_t n;
    const char **at;
} opt_list;

/* One option: exactly one of the four slots is set and decides what it takes. An entry
 * without a name is a heading for those below it. A table ends with { 0 }. Slots are
 * static variables: false, NULL, empty or 0 until given. */
typedef struct opt {
    const char *name; /* "sites" for --sites */
    char letter;      /* 'o' for -o; 0: none */
    bool required;
    const char *value; /* N_("FILE"): what the value is called; NULL for a flag */
    const char *help;  /* N_("one sentence, lower case, no full stop") */

    bool *flag;
    const char **text;
    opt_list *list;  /* may be repeated */
    unsigned *count; /* a whole number */
} opt;

/* What a command line gave. Owns the text that the slots point to. */
typedef struct opt_args opt_args;

/* Fill the slots of `options`; argv[0] is the command. Returns 0, or 2 after saying on
 * stderr what is wrong and what may have been meant. A required option may be missing
 * when `help` (a flag of the table) is set. */
int opt_parse(opt_args **out, const opt *options, const bool *help, int argc, char **argv);
void opt_args_free(opt_args *args); /* NULL is fine */

/* The arguments that are not options, NULL-terminated; borrowed. */
char **opt_rest(const opt_args *args, int *n);

/* The name among `names` (NULL-terminated) that is nearly `word`; NULL: none is. */
const char *opt_nearest(const char *word, const char *const *names);
#endif
