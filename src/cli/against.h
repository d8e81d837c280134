#ifndef MLG_AGAINST_H
#define MLG_AGAINST_H
#include "session.h"

/* verify --against: a dossier's study run again, and what differs. */

/* Find the files of the dossier's study: as they are named if that can be opened (an option
 * may have said where), else in the current folder, else beside the dossier. MLG_EIO names
 * the one that is missing, and the SHA-256 expected of it. */
mlg_code against_find(mlg_study *study, const mlg_dossier *d, const char *path, mlg_err *err);

/* What differs, in words, on standard output; with --json, as JSON there. Returns the exit
 * status: STATUS_OK when nothing but versions does, else STATUS_NOT_KEPT. */
int against_answer(session *s, unsigned what, const mlg_dossier *d, const char *path);
#endif
