#ifndef MLG_REPORT_MAP_PAGE_H
#define MLG_REPORT_MAP_PAGE_H
#include "base/buf.h"
#include "maillage/map.h"

/* The built page and its holes. */

/* Templates of the page: a folder's, and the one that holds everything. */
#define MAP_PAGE_FOLDER "page.html"
#define MAP_PAGE_SINGLE "seule.html"

/* Files of the page that a folder gets as they are; NULL-terminated. */
extern const char *const map_page_files[];

/* The text before and after the place of the data, with language, title and the hosts of the
 * basemap filled in. MLG_EDATA: the page has not been built. */
mlg_code map_page_read(buf *before, buf *after, const mlg_map *map, const char *name,
                       mlg_err *err);

/* Text that may stand in a script element, JSON or JavaScript: '<' becomes \u003c. */
void map_page_script(buf *out, const char *json, size_t n);
#endif
