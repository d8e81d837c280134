#include "session.h"

#include "cmd.h"
#include "prose.h"
#include "say.h"

#include "base/i18n.h"

#include <math.h>

enum { TOLD = 5 };

static const char *hub_name(const mlg_network *n, uint32_t hub)
{
    return mlg_site_name(n->hub_sites, n->hubs[hub].site);
}

static void tell_attachments(const mlg_network *n)
{
    const size_t *c = n->counts;

    say(P_("%zu of %zu tiers-lieu leans on a fabrique",
           "%zu of %zu tiers-lieux lean on a fabrique", n->n_places),
        c[MLG_ATTACHED], n->n_places);
    if (isfinite(n->within_m))
        say(_(" within %g km"), n->within_m / 1000);
    say(_("; %zu isolated, %zu without a usable location.\n"), c[MLG_ISOLATED],
        c[MLG_UNLOCATED]);
    if (n->certainties[MLG_DOUBTFUL])
        say(P_("%zu could lean on another, or be isolated, within the uncertainty of its "
               "location.\n",
               "%zu could lean on another, or be isolated, within the uncertainty of "
               "locations.\n",
               n->certainties[MLG_DOUBTFUL]),
            n->certainties[MLG_DOUBTFUL]);
    if (n->certainties[MLG_UNKNOWN])
        say(_("Attachments of which that cannot be told: %zu.\n"), n->certainties[MLG_UNKNOWN]);
}

static void tell_mesh(const mlg_network *n)
{
    const mlg_mesh_link *longest = NULL;
    char km[NUMBER_SIZE];

    for (size_t i = 0; i < n->n_mesh; i++)
        if (n->mesh[i].tear == 1)
            longest = &n->mesh[i];
    say(_("The mesh: fabriques: %zu; links: %zu; components: %zu; bridges: %zu; "
          "articulations: %zu.\n"),
        n->n_hubs, n->n_mesh, n->n_components, n->n_bridges, n->n_articulations);
    if (longest)
        say(_("It is most stretched between %s and %s: %s km.\n"), hub_name(n, longest->a),
            hub_name(n, longest->b), prose(km, longest->length_m / 1000, 1));
}

static void tell_closings(const mlg_network *n)
{
    uint32_t by_rank[TOLD];

    for (int k = 0; k < TOLD; k++)
        by_rank[k] = MLG_NO_HUB;
    for (uint32_t h = 0; h < n->n_hubs; h++)
        if (n->hubs[h].rank && n->hubs[h].rank <= TOLD && n->hubs[h].loss > 0)
            by_rank[n->hubs[h].rank - 1] = h;
    if (by_rank[0] == MLG_NO_HUB)
        return;
    say(_("Their closing would change most:\n"));
    for (int k = 0; k < TOLD && by_rank[k] != MLG_NO_HUB; k++)
        say("  %s\n", hub_name(n, by_rank[k]));
}

void session_tell_network(const session *s)
{
    const mlg_network *n = s->network;

    if (common.quiet)
        return;
    if (n->n_places)
        tell_attachments(n);
    if (n->n_hubs) {
        tell_mesh(n);
        tell_closings(n);
    }
}
