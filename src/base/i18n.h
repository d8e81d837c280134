#ifndef MLG_I18N_H
#define MLG_I18N_H
#include <libintl.h>

/* Messages are written in English and shown in the reader's language. `_` looks a
 * sentence up now; `N_` marks one in a table that is looked up later. The text
 * domain is bound by the program (cli/lang.c); unbound, the English source shows. */
#define MLG_TEXT_DOMAIN  "maillage"
#define _(text)          dgettext(MLG_TEXT_DOMAIN, text)
#define N_(text)         text
#define P_(one, many, n) dngettext(MLG_TEXT_DOMAIN, one, many, n)
#endif
