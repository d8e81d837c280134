#include "report/report.h"

#include "base/i18n.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One page per territory. */

static void fact(html *h, const char *what, const char *value)
{
    html_element(h, "dt", what);
    html_element(h, "dd", value);
}

static void facts(report *r, const mlg_level_coverage *l, uint32_t zone)
{
    const mlg_territory *t = &l->rows[zone];
    char text[WORDS_NUMBER], more[2 * WORDS_NUMBER + 120], part[WORDS_NUMBER];
    html *h = &r->page;

    html_open(h, "dl", NULL);
    fact(h, O_("Statut"), words_statut((mlg_statut)t->statut));
    fact(h, O_("Fabriques"), words_number(text, t->n_fabriques, 0));
    fact(h, O_("Other tiers-lieux"), words_number(text, t->n_tiers_lieux, 0));
    if (isfinite(t->population))
        fact(h, O_("People"), words_number(text, t->population, 0));
    if (isfinite(t->population_out)) {
        snprintf(more, sizeof more, "%s (%s\xC2\xA0%%)",
                 words_number(text, t->population_out, 0),
                 words_number(part, 100 * t->share_out, 1));
        fact(h, O_("People out of reach"), more);
    }
    snprintf(more, sizeof more, "%s\xC2\xA0km\xC2\xB2",
             words_number(text, t->area_m2 / 1e6, 1));
    fact(h, O_("Area"), more);
    if (isfinite(t->area_out_m2)) {
        snprintf(more, sizeof more, "%s\xC2\xA0km\xC2\xB2",
                 words_number(text, t->area_out_m2 / 1e6, 1));
        fact(h, O_("Area out of reach"), more);
    }
    if (t->rank) {
        snprintf(more, sizeof more, O_("%u of %zu, the one that lacks most being first"),
                 t->rank, mlg_zones_count(l->zones));
        fact(h, O_("Rank"), more);
    }
    if (t->nearest != MLG_NO_SITE) {
        html_element(h, "dt", O_("Nearest fabrique"));
        html_open(h, "dd", NULL);
        html_name(h, mlg_site_name(r->said->sites, t->nearest));
        html_say(h, O_(" (%s from an inner point)"), words_metres(text, t->nearest_m));
        html_close(h);
    }
    html_close(h);
}

static void site_row(report *r, uint32_t site)
{
    const mlg_sites *sites = r->said->sites;
    char id[24];
    html *h = &r->page;

    html_row(h);
    html_cell(h, words_site(id, sites, site));
    html_cell_open(h);
    html_name(h, mlg_site_name(sites, site));
    html_close(h);
    html_cell(h, mlg_site_kind(sites, site) == MLG_FABRIQUE ? "fabrique" : "tiers-lieu");
    if (r->classes)
        html_cell(h, words_class((mlg_class)r->classes->rows[site].klass));
}

static int by_zone(const void *a, const void *b)
{
    const mlg_attached *l = a, *r = b;

    if (l->zone != r->zone)
        return l->zone < r->zone ? -1 : 1;
    return l->site < r->site ? -1 : l->site > r->site;
}

/* `attached`: those of the territory, called `name`. */
static void its_sites(report *r, const char *name, const mlg_attached *attached, size_t n)
{
    const html_column columns[] = { { O_("identifier"), HTML_PLAIN },
                                    { O_("name"), HTML_PLAIN },
                                    { O_("kind"), HTML_PLAIN },
                                    { O_("class"), HTML_PLAIN } };
    html *h = &r->page;

    if (!n) {
        html_p(h, "%s", O_("No place of the list lies in this territory."));
        return;
    }
    html_table_of(h, NULL, NULL, name, O_("Its places"), columns, r->classes ? 4 : 3);
    for (size_t i = 0; i < n; i++)
        site_row(r, attached[i].site);
    html_table_end(h);
}

static void its_neighbours(report *r, const char *name, const mlg_level_coverage *l,
                           uint32_t zone)
{
    const html_column columns[] = { { O_("neighbour"), HTML_PLAIN },
                                    { O_("statut"), HTML_PLAIN },
                                    { O_("fabriques"), HTML_NUMBER },
                                    { O_("people out of reach"), HTML_NUMBER } };
    uint32_t from = r->neighbours_from[zone], to = r->neighbours_from[zone + 1];
    html *h = &r->page;

    if (from == to) {
        html_p(h, "%s", O_("It shares a border with no other territory of the level."));
        return;
    }
    html_table_of(h, NULL, NULL, name, O_("Its neighbours"), columns, 4);
    for (uint32_t i = from; i < to; i++) {
        const mlg_territory *t = &l->rows[r->neighbours[i]];

        html_row(h);
        html_cell_open(h);
        html_name(h, mlg_zone_label(l->zones, r->neighbours[i]));
        html_text(h, " ");
        html_open(h, "span", "class", "s", NULL);
        html_name(h, mlg_zone_code(l->zones, r->neighbours[i]));
        html_close(h);
        html_close(h);
        html_cell(h, words_statut((mlg_statut)t->statut));
        html_cell_count(h, t->n_fabriques);
        html_cell_number(h, t->population_out, 0);
    }
    html_table_end(h);
}

static void fiche(report *r, const mlg_level_coverage *l, uint32_t zone,
                  const mlg_attached *attached, size_t n)
{
    const char *name = mlg_zone_label(l->zones, zone), *code = mlg_zone_code(l->zones, zone);
    char id[40], title[300], described[400];
    const report_map map = { .title = title,
                             .description = described,
                             .statuts = &r->said->levels[r->said->fiches],
                             .level = l,
                             .catchments = true,
                             .sites = true,
                             .only = zone,
                             .height = 320 };
    const mlg_polys *p = map.statuts;
    html *h = &r->page;

    snprintf(title, sizeof title, "%.150s%s%.100s", *name ? name : code,
             *name && *code ? " · " : "", *name ? code : "");
    snprintf(described, sizeof described,
             O_("Map of %.200s and its surroundings, painted by statut."), *name ? name : code);
    html_open(h, "section", "class", "fiche", "id", html_id(h, id, "fiche"), NULL);
    html_open(h, "h2", NULL);
    html_name(h, title);
    html_close(h);
    facts(r, l, zone);
    if (p->ring_of[zone] < p->ring_of[zone + 1])
        report_draw(r, &map);
    its_neighbours(r, title, l, zone);
    its_sites(r, title, attached, n); /* last, since there may be pages of them */
    html_close(h);
}

mlg_code report_fiches(report *r, mlg_err *err)
{
    const mlg_level_coverage *l = &r->coverage->levels[r->said->fiches];

    mlg_attached *sorted = malloc((l->n_attached + 1) * sizeof *sorted);

    if (!sorted)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (l->n_attached)
        memcpy(sorted, l->attached, l->n_attached * sizeof *sorted);
    qsort(sorted, l->n_attached, sizeof *sorted, by_zone);
    if (mlg_neighbours(&r->neighbours_from, &r->neighbours, &r->said->levels[r->said->fiches],
                       err) != MLG_OK) {
        free(sorted);
        return err->code;
    }
    for (size_t i = 0, at = 0, n; i < mlg_zones_count(l->zones); i++, at += n) {
        for (n = 0; at + n < l->n_attached && sorted[at + n].zone == i;)
            n++;
        fiche(r, l, (uint32_t)i, sorted + at, n);
    }
    free(sorted);
    return MLG_OK;
}
