#include "report/report.h"

#include "base/file.h"
#include "base/i18n.h"
#include "report/provenance.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char style[] =
    ".figures{list-style:none;padding:0;display:grid;"
    "grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.6em;"
    "max-width:none}\n"
    ".figures li{border-left:6px solid #12436d;padding:.3em .7em;margin:0;"
    "background:#f2f4f6}\n"
    ".figures strong{display:block;font-size:1.45rem;color:#12436d}\n"
    ".whose{display:none}\n"
    "@media print{.fiche,.fiche+section{break-before:page}"
    "table:not(:has(tbody tr:nth-child(12))){break-inside:avoid}" /* a short one is whole */
    ".whose{display:table-row}.whose th{border-bottom:0}.fiche caption{display:none}"
    ".figures{grid-template-columns:repeat(3,1fr)}"
    ".figures li{break-inside:avoid;print-color-adjust:exact;"
    "-webkit-print-color-adjust:exact}}\n";

static void opening(report *r)
{
    const char *title = r->said->answers->title ? r->said->answers->title
                                                : O_("Network of fabriques de territoire");
    char head[400];
    html *h = &r->page;

    snprintf(head, sizeof head, O_("%.300s: report"), title);
    html_page(h, head, style);
    html_open(h, "header", NULL);
    html_open(h, "h1", NULL);
    html_name(h, title);
    html_close(h);
    html_close(h);
    html_open(h, "main", NULL);
    report_figures(r);
    html_open(h, "p", "class", "note", NULL);
    html_text(h,
              O_("Indicative: what the files given say under the rules given, not a regulatory "
                 "attestation."));
    html_close(h);
}

static void places(report *r)
{
    const report_map map = {
        .title = r->classes ? O_("Places by class") : O_("Places"),
        .description =
            O_("Map of the places of the study over the outlines of its territories; "
               "the table counts them."),
        .caption = O_("Large symbols: fabriques; small ones: other tiers-lieux."),
        .outlines = r->coverage && r->coverage->n_levels
                        ? &r->said->levels[r->coverage->n_levels - 1]
                        : r->said->centres,
        .sites = true,
        .only = REPORT_ALL,
        .height = 400
    };
    html *h = &r->page;

    html_section(h, "places", 2, O_("Places"));
    report_draw(r, &map);
    if (r->classes)
        report_classes(r);
    html_close(h);
}

/* --- method, sources, warnings
 * ------------------------------------------------------------------ */

void report_method(report *r)
{
    const mlg_rules *rules = r->said->provenance->rules;
    char near[WORDS_NUMBER], far[WORDS_NUMBER], a[WORDS_NUMBER], b[WORDS_NUMBER];
    html *h = &r->page;

    html_section(h, "method", 2, O_("Method"));
    if (r->classes) {
        html_p(h,
               rules->proximity_strict ? O_("A place is in a QPV when its position is inside "
                                            "it or on its edge; in its "
                                            "immediate proximity when it is nearer than %s.")
                                       : O_("A place is in a QPV when its position is inside "
                                            "it or on its edge; in its "
                                            "immediate proximity when it is at most %s away."),
               words_metres(near, rules->proximity_m));
        html_p(h, "%s",
               O_("A location is a region: a point with its radius, or a whole commune. A "
                  "class is "
                  "given only if it holds everywhere in that region; otherwise the place is "
                  "undetermined."));
    }
    if (r->coverage) {
        html_p(h, "%s",
               O_("A territory has a fabrique when one lies in it, by the code of its commune "
                  "or by "
                  "its position."));
        words_serving_p(h, r->coverage);
        if (r->coverage->n_reaches && !words_one_reach(r->coverage))
            html_p(
                h,
                O_("A fabrique with a catchment of its own serves that and no distance; the "
                   "edge belongs to it. Distances are straight lines on the ground. A "
                   "territory without a fabrique is served from outside when at least %s %% "
                   "of its people are within reach, not provided for when at most %s %% are, "
                   "and served in part in between."),
                words_number(a, 100 * rules->coverage.served, 0),
                words_number(b, 100 * rules->coverage.unserved, 0));
        else if (r->coverage->n_reaches)
            html_p(h,
                   O_("A fabrique reaches %s, straight-line on the ground. A territory without "
                      "one is "
                      "served from outside when at least %s %% of its people are within reach, "
                      "not "
                      "provided for when at most %s %% are, and served in part in between."),
                   words_metres(far, r->coverage->reach_m),
                   words_number(a, 100 * rules->coverage.served, 0),
                   words_number(b, 100 * rules->coverage.unserved, 0));
    }
    html_p(
        h, "%s",
        O_("Distances and areas are measured on the ellipsoid, in the legal projection of each "
           "territory."));
    if (r->said->tolerance_m > 0)
        html_p(h,
               O_("Outlines are drawn lighter on these maps, by %s at most; every figure is "
                  "worked "
                  "out on the originals."),
               words_metres(far, r->said->tolerance_m));
    html_close(h);
}

void report_sources(report *r)
{
    const html_column columns[] = { { O_("file"), HTML_PLAIN },
                                    { O_("role"), HTML_PLAIN },
                                    { O_("records"), HTML_NUMBER },
                                    { O_("source, date, licence"), HTML_PLAIN },
                                    { "SHA-256", HTML_SMALL } };
    const mlg_provenance *p = r->said->provenance;
    html *h = &r->page;

    html_section(h, "sources", 2, O_("Sources"));
    html_table(h, NULL, NULL, O_("What the report rests on"), columns, 5);
    for (size_t i = 0; i < p->n_inputs; i++) {
        const mlg_layer *l = p->inputs[i].layer;
        const mlg_study_layer *said = provenance_said(p->study, &p->inputs[i]);
        const char *texts[] = { said ? said->source : NULL, said ? said->dated : NULL,
                                said ? said->licence : NULL };
        bool any = false;

        html_row(h);
        html_cell_open(h);
        html_name(h, l->name);
        html_close(h);
        html_cell_open(h);
        html_name(h, p->inputs[i].name && *p->inputs[i].name ? p->inputs[i].name
                                                             : p->inputs[i].role);
        html_close(h);
        html_cell_count(h, l->n);
        html_cell_open(h);
        for (int k = 0; k < 3; k++) {
            if (!texts[k])
                continue;
            if (any)
                html_text(h, ", ");
            html_name(h, texts[k]);
            any = true;
        }
        if (!any)
            html_text(h, O_("not said"));
        html_close(h);
        html_cell_say(h, "%.16s\xE2\x80\xA6", l->n_sources ? l->sources[0].sha256 : "");
    }
    html_table_end(h);
    html_p(h, O_("Rules: %s. Whole digests, versions and parameters are in synthese.json."),
           p->rules->title ? p->rules->title : p->rules->name);
    html_close(h);
}

void report_warnings(report *r)
{
    const html_column columns[] = { { O_("file"), HTML_PLAIN },
                                    { O_("records"), HTML_NUMBER },
                                    { O_("the first one"), HTML_PLAIN } };
    const mlg_diag *d = r->said->answers->diag;
    html *h = &r->page;
    bool any = false;

    for (size_t i = 0; i < d->n; i++)
        any |= d->groups[i].level == MLG_WARNING;
    if (!any)
        return;
    html_section(h, "warnings", 2, O_("What the reading of the files brought up"));
    html_table(h, NULL, NULL, O_("Warnings, by kind"), columns, 3);
    for (size_t i = 0; i < d->n; i++) {
        const mlg_diag_group *g = &d->groups[i];
        char text[600];

        if (g->level != MLG_WARNING)
            continue;
        html_row(h);
        html_cell_open(h);
        html_name(h, g->where);
        html_close(h);
        html_cell_number(h, (double)g->count, 0);
        html_cell_open(h);
        html_name(h,
                  g->n_items ? mlg_diag_output_text(&g->items[0], text, sizeof text) : g->kind);
        html_close(h);
    }
    html_table_end(h);
    html_close(h);
}

/* --- the page
 * ------------------------------------------------------------------------------------ */

static mlg_code fill(report *r, mlg_err *err)
{
    const mlg_coverage *c = r->coverage;
    mlg_code code = MLG_OK;

    opening(r);
    if (mlg_sites_count(r->said->sites))
        places(r);
    for (size_t i = 0; c && i < c->n_levels; i++)
        report_level(r, i);
    if (c && c->n_reaches)
        report_gaps(r);
    if (c && r->said->fiches < c->n_levels)
        code = report_fiches(r, err);
    report_method(r);
    report_sources(r);
    report_warnings(r);
    html_close(&r->page); /* main */
    return code;
}

static mlg_code write_page(const report *r, const char *path, bool overwrite, mlg_err *err)
{
    file_out *to;
    mlg_code code = file_out_open(&to, path, overwrite, err);

    if (code == MLG_OK)
        code = file_out_write(to, r->page.out.at, r->page.out.n, err);
    if (code == MLG_OK)
        return file_out_commit(to, err);
    file_out_abort(to);
    return code;
}

mlg_code mlg_write_report(const mlg_report *said, const char *path, bool overwrite,
                          mlg_err *err)
{
    report r = { .said = said,
                 .coverage = said->answers->coverage,
                 .classes = said->answers->classes };
    mlg_code code = fill(&r, err);

    if (code == MLG_OK)
        code = html_page_end(&r.page, err);
    if (code == MLG_OK)
        code = write_page(&r, path, overwrite, err);
    html_free(&r.page);
    free(r.neighbours_from);
    free(r.neighbours);
    return code;
}
