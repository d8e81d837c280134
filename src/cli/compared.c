#include "compared.h"

#include "cmd.h"
#include "prose.h"

#include "base/i18n.h"

#include <stdio.h>

static void line(const char *label, size_t n)
{
    if (n)
        fprintf(stderr, "  %6zu  %s\n", n, label);
}

static void tell_areas(const mlg_zones_comparison *c)
{
    char text[4][NUMBER_SIZE];
    double a = 0, b = 0, gained = 0, lost = 0;

    for (size_t i = 0; i < c->n; i++) {
        const mlg_zone_change *r = &c->rows[i];

        a += r->area_a;
        b += r->area_b;
        gained += r->change == MLG_CHANGE_NONE ? 0 : r->gained;
        lost += r->change == MLG_CHANGE_NONE ? 0 : r->lost;
    }
    fprintf(
        stderr,
        _("Areas: %s km2 in A, %s km2 in B; the changed zones gain %s km2 and lose %s km2.\n"),
        prose(text[0], a / 1e6, 3), prose(text[1], b / 1e6, 3), prose(text[2], gained / 1e6, 3),
        prose(text[3], lost / 1e6, 3));
}

void compared_tell_zones(const mlg_zones_comparison *c)
{
    static const char *const words[] = {
        N_("unchanged: same code, same ground"),
        N_("modified: same code, other ground"),
        N_("renumbered: one for one, under another code"),
        N_("merged: several became one"),
        N_("split: one became several"),
        N_("recast: several became several"),
        N_("moved: same code, no common ground"),
        N_("created"),
        N_("abolished"),
    };

    if (common.quiet)
        return;
    fprintf(stderr, _("Zones: %zu in A (%s), %zu in B (%s). Codes in both: %zu.\n"), c->codes_a,
            mlg_zones_name(c->a), c->codes_b, mlg_zones_name(c->b), c->codes_shared);
    for (int i = 0; i < MLG_CHANGE_COUNT; i++)
        line(_(words[i]), c->counts[i]);
    fprintf(stderr,
            _("Boundaries count as the same when no more than 1 m2 lies farther than %g m from "
              "the other side.\n"),
            c->tolerance_m);
    tell_areas(c);
}
