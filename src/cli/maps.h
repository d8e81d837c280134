#ifndef MLG_MAPS_H
#define MLG_MAPS_H
#include "session.h"

#include "maillage/map.h"

/* The map of a study, as `map` writes it alone and `run` among its results. */
typedef struct maps_wish {
    const char *path; /* a folder or, `single`, an HTML file */
    bool single;
    const char *basemap, *basemap_credit;
    const struct maps_links *links; /* NULL: none */
} maps_wish;

/* Files of results beside the folder of the map, which the page offers. Owns their names. */
typedef struct maps_links {
    mlg_map_link *at;
    size_t n;
} maps_links;

/* One more, called STEM NAME END. */
mlg_code maps_link(maps_links *links, const char *stem, const char *name, const char *end,
                   mlg_err *err);
mlg_code maps_link_coverage(maps_links *links, const session *s, unsigned what,
                            mlg_err *err); /* RESULTS_... (results.h) */
mlg_code maps_link_network(maps_links *links, const session *s, mlg_err *err);
void maps_links_free(maps_links *links);

/* What a map of that study shows (SESSION_...); 0: it has nothing but sites. */
unsigned maps_what(const mlg_study *study);

/* Before any work: is the page built, the place free, the basemap an address? */
mlg_code maps_may_write(const session *s, const maps_wish *wish, mlg_err *err);

/* From the answers of the session. */
mlg_code maps_write(session *s, unsigned what, const maps_wish *wish, mlg_err *err);

/* Has this build a page to put maps on? */
bool maps_page_built(void);
#endif
