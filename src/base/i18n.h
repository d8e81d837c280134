#ifndef MLG_I18N_H
#define MLG_I18N_H
#include <libintl.h>

/* Messages are written in English and shown in the reader's language; what goes into
 * files is in the language of outputs, French unless the reader said otherwise. `_` looks a
 * message up, `O_` a text of an output; `N_` marks one in a table that is looked up later.
 * Both domains hold the same catalogue and are bound by the program (cli/lang.c); unbound,
 * the English source shows. */
#define MLG_TEXT_DOMAIN   "maillage"
#define MLG_OUTPUT_DOMAIN "maillage-outputs"
#define _(text)           dgettext(MLG_TEXT_DOMAIN, text)
#define O_(text)          dgettext(MLG_OUTPUT_DOMAIN, text)
#define N_(text)          text
#define P_(one, many, n)  dngettext(MLG_TEXT_DOMAIN, one, many, n)
#endif
