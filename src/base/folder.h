#ifndef MLG_FOLDER_H
#define MLG_FOLDER_H
#include "maillage/error.h"

#include <stdbool.h>

/* A folder of results appears whole or not at all: it is filled beside its final place, then
 * exchanged with what is there, in one step where the system can (Linux). */

typedef enum folder_state {
    FOLDER_FREE,  /* nothing there, or an empty folder */
    FOLDER_OURS,  /* only files that `ours` knows */
    FOLDER_OTHERS /* something else: a file, or a folder that holds anything more */
} folder_state;

/* What stands at `path`. `ours` is asked for each name below it ("index.html",
 * "donnees/sites.js"; a folder's ends in '/'). `found` takes the first name it does not know;
 * "": `path` itself is no folder. */
folder_state folder_look(const char *path, bool (*ours)(const char *name), char found[256]);

/* A new, empty folder beside `path`, whose parents are made; malloc'ed name. */
mlg_code folder_open(char **temporary, const char *path, mlg_err *err);

/* A folder inside that one, if it is not there yet. */
mlg_code folder_below(const char *folder, const char *name, mlg_err *err);

/* Put it in the place of `path`, which is FOLDER_FREE or FOLDER_OURS; what was there is
 * removed. Frees `temporary`, and leaves nothing of it behind on failure. */
mlg_code folder_commit(char *temporary, const char *path, mlg_err *err);

/* Remove it and what was put into it (two levels). NULL is fine. */
void folder_abort(char *temporary);
#endif
