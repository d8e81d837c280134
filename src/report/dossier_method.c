#include "report/dossier.h"

#include "base/i18n.h"
#include "maillage/version.h"
#include "report/words.h"

static void item(html *h, const char *text)
{
    html_element(h, "li", text);
}

void dossier_method(dossier *d)
{
    html *h = &d->page;

    html_section(h, "method", 2, O_("The method"));
    html_open(h, "ol", NULL);
    item(h, O_("Files are read as they are. What they leave open (encoding, coordinate system) "
               "is decided by stated rules and noted; records that cannot be used are named; "
               "invalid polygons are repaired, and the change of area is given."));
    item(h, O_("A location is a region: a point with a radius, or a whole commune less its "
               "margin. An address found to the house number is a small disc; a place known by "
               "its commune may be anywhere in it."));
    item(h,
         O_("Distances are measured on the ground, on the ellipsoid, each territory of France "
            "in its own legal projection. Within one metre of a threshold, the geodesic "
            "decides. The edge of a zone belongs to it."));
    item(h, O_("A class is given only if it holds at every position that the location allows; "
               "otherwise the site is undetermined, and the possible classes are listed. No "
               "probability is invented."));
    item(h, O_("A layer speaks only where it has data: a QPV layer without any polygon in an "
               "overseas territory says nothing there, rather than 'far'."));
    item(h,
         O_("A site in a QPV or in its immediate proximity may be booked in the QPV half; a "
            "site outside every large urban centre, in the other; a site that meets both, in "
            "either; one that meets none, in neither."));
    item(h,
         O_("With A sites that may count in the QPV half, B in the other and C in one at "
            "least, halves of q and h can be booked if and only if A is at least q, B at "
            "least h, and C at least q + h (Hall's theorem for two sets). Undetermined sites "
            "are then given, in turn, the eligibilities least and most favourable."));
    item(h,
         O_("A decision that departs from the computation is shown as such, with its written "
            "justification."));
    html_close(h);
    html_p(h,
           O_("Computed by maillage %s, with GEOS %s (geometry) and PROJ %s (coordinate "
              "systems). The same files give the same figures on any machine, in any order of "
              "the records."),
           mlg_version(MLG_VERSION_MAILLAGE), mlg_version(MLG_VERSION_GEOS),
           mlg_version(MLG_VERSION_PROJ));
    html_close(h);
}
