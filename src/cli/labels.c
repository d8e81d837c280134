#include "session.h"

#include "cmd.h"
#include "say.h"

#include "base/i18n.h"

enum { PAIRS_TOLD = 10 };

static void tell_reasons(unsigned evidence)
{
    const char *between = "";

    for (unsigned e = 1; e < MLG_EVIDENCE_END; e <<= 1) {
        if (!(evidence & e))
            continue;
        say("%s%s", between, _(mlg_evidence_words((mlg_evidence)e)));
        between = ", ";
    }
}

static void tell_pair(const mlg_sites *sites, const mlg_pair *p)
{
    say(_("  records %u and %u: "), p->a + 1, p->b + 1);
    say("%s / %s (", mlg_site_name(sites, p->a), mlg_site_name(sites, p->b));
    tell_reasons(p->evidence);
    say(")\n");
}

void session_tell_identity(const session *s)
{
    const mlg_identity *id = s->identity;
    const mlg_place_split *p = &s->places;

    if (common.quiet || !id)
        return;
    if (!id->n_pairs) {
        say(_("No two labels look like one place under the same or a close name.\n"));
        return;
    }
    say(P_("%zu pair of labels is probably one place:\n",
           "%zu pairs of labels are probably one place each:\n", id->n_pairs),
        id->n_pairs);
    for (size_t i = 0; i < id->n_pairs && i < PAIRS_TOLD; i++)
        tell_pair(s->sites, &id->pairs[i]);
    if (id->n_pairs > PAIRS_TOLD)
        say(P_("  and %zu more; --json lists it\n", "  and %zu more; --json lists them\n",
               id->n_pairs - PAIRS_TOLD),
            id->n_pairs - PAIRS_TOLD);
    say(_("Place by place: %zu places with a fabrique; QPV half %zu to %zu, the other %zu to "
          "%zu, with the uncertainty of locations; target %zu and %zu: %s.\n"),
        p->places, p->qpv_all.min, p->qpv_all.max, p->hors_all.min, p->hors_all.max,
        p->target.qpv, p->target.hors, mlg_verdict_name(p->verdict));
}
