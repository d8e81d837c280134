#ifndef MLG_HELP_H
#define MLG_HELP_H
#include "cmd.h"

#include <stdio.h>

/* What --help and the manual say, both from the tables of the commands. */
void help_overview(FILE *to, const command *const *commands);
void help_command(FILE *to, const command *c);
void help_man(FILE *to, const command *const *commands); /* troff, man(7) macros */

/* How much of an example's command line fits a row, cut before an option; the rest
 * follows after a backslash. */
size_t help_row(const char *line);

/* Exit statuses, explained; status i applies to `c` (NULL: to some command). NULL: it
 * does not. */
const char *help_status(const command *c, int status);
#endif
