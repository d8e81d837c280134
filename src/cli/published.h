#ifndef MLG_PUBLISHED_H
#define MLG_PUBLISHED_H
#include "session.h"

/* What a run makes of its results: classeur.xlsx, rapport.html, datapackage.json. */
mlg_code published_may_write(const session *s, const char *folder, bool workbook, bool report,
                             mlg_err *err);
mlg_code published_write(session *s, unsigned what, const char *folder, bool workbook,
                         bool report, mlg_err *err);

/* The files of results that are in the folder, tied together; after all the others. */
mlg_code published_package(const session *s, unsigned what, const char *folder, mlg_format csv,
                           mlg_err *err);

/* The report alone. `fiches`: the level with a page per territory; NULL: none. MLG_EUSAGE: no
 * such level. */
mlg_code published_report(session *s, unsigned what, const char *path, const char *fiches,
                          mlg_err *err);
#endif
