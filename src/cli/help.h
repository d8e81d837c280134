#ifndef MLG_HELP_H
#define MLG_HELP_H
#include "cmd.h"

#include <stdio.h>

/* What --help and the manual say, both from the tables of the commands. */
void help_overview(FILE *to, const command *const *commands);
void help_command(FILE *to, const command *c);
void help_man(FILE *to, const command *const *commands); /* troff, man(7) macros */

/* Exit statuses, explained; status i applies to `c` (NULL: to some command). NULL: it
 * does not. */
const char *help_status(const command *c, int status);
#endif
