#include "report/dossier.h"

#include "base/i18n.h"
#include "report/svg.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>

static const char *wave_name(const mlg_wave *w)
{
    return *w->name ? w->name : O_("no wave said");
}

/* "3 to 5", and between brackets with uncertainty when that is wider. */
static void interval_cell(html *h, mlg_interval sure, mlg_interval all)
{
    if (sure.min == all.min && sure.max == all.max)
        html_cell_say(h, O_("%zu to %zu"), sure.min, sure.max);
    else
        html_cell_say(h, O_("%zu to %zu (%zu to %zu)"), sure.min, sure.max, all.min, all.max);
}

/* --- waves
 * ------------------------------------------------------------------------------------ */

static void waves_table(dossier *d, bool until, const char *caption)
{
    const html_column columns[] = {
        { O_("wave"), HTML_PLAIN },
        { O_("labels"), HTML_NUMBER },
        { O_("QPV half (with uncertainty)"), HTML_NUMBER },
        { O_("wanted"), HTML_NUMBER },
        { O_("the other half (with uncertainty)"), HTML_NUMBER },
        { O_("wanted"), HTML_NUMBER },
        { O_("verdict"), HTML_PLAIN },
    };
    const mlg_programme *p = d->answers->programme;
    html *h = &d->page;

    html_table(h, NULL, NULL, caption, columns, 7);
    for (size_t i = 0; i < p->n_waves; i++) {
        const mlg_split *s = until ? &p->waves[i].until : &p->waves[i].split;

        html_row(h);
        html_cell_open(h);
        html_name(h, wave_name(&p->waves[i]));
        html_close(h);
        html_cell_count(h, s->sites);
        interval_cell(h, s->qpv, s->qpv_all);
        html_cell_count(h, s->target.qpv);
        interval_cell(h, s->hors, s->hors_all);
        html_cell_count(h, s->target.hors);
        html_cell(h, words_verdict(s->verdict));
    }
    html_table_end(h);
}

enum { WAVES_DRAWN = 24 };

/* The cumulative split: one bar a wave, cut by eligibility. */
static void waves_chart(dossier *d)
{
    static const mlg_eligibility order[] = { MLG_ELIGIBLE_QPV, MLG_ELIGIBLE_DEUX,
                                             MLG_ELIGIBLE_HORS, MLG_ELIGIBLE_INDETERMINEE,
                                             MLG_ELIGIBLE_AUCUNE };
    static const svg_fill fills[] = { SVG_DARK, SVG_STRIPE, SVG_MIDDLE, SVG_DOTS, SVG_WHITE };
    const mlg_programme *p = d->answers->programme;
    double values[WAVES_DRAWN * MLG_ELIGIBLE_COUNT];
    const char *labels[WAVES_DRAWN];
    svg_key keys[MLG_ELIGIBLE_COUNT];

    if (p->n_waves > WAVES_DRAWN)
        return;
    for (int e = 0; e < MLG_ELIGIBLE_COUNT; e++)
        keys[e] = (svg_key){ fills[e], words_eligibility(order[e]) };
    for (size_t i = 0; i < p->n_waves; i++) {
        labels[i] = wave_name(&p->waves[i]);
        for (int e = 0; e < MLG_ELIGIBLE_COUNT; e++)
            values[i * MLG_ELIGIBLE_COUNT + (size_t)e] =
                (double)p->waves[i].until.eligibilities[order[e]];
    }
    svg_draw_bars(
        &d->page,
        &(svg_bars){ .title = O_("Cumulative split, wave after wave"),
                     .description = O_("One bar a wave: the fabriques labelled so far, "
                                       "cut by eligibility. The table above gives the "
                                       "intervals."),
                     .caption = O_("Fabriques labelled so far, by the half in which "
                                   "they may be booked."),
                     .labels = labels,
                     .keys = keys,
                     .values = values,
                     .n = p->n_waves,
                     .n_keys = MLG_ELIGIBLE_COUNT });
}

static void waves_of_rules(dossier *d)
{
    const html_column columns[] = {
        { O_("wave"), HTML_PLAIN },         { O_("labels"), HTML_NUMBER },
        { O_("first date"), HTML_NUMBER },  { O_("last date"), HTML_NUMBER },
        { O_("deadline"), HTML_NUMBER },    { O_("dated after it"), HTML_NUMBER },
        { O_("grants said"), HTML_NUMBER }, { O_("their sum, €"), HTML_NUMBER },
        { O_("remark"), HTML_PLAIN },
    };
    const mlg_programme *p = d->answers->programme;
    char day[MLG_DAY_ROOM], sum[WORDS_NUMBER];
    html *h = &d->page;

    html_table(h, NULL, NULL, O_("Waves against the rules"), columns, 9);
    for (size_t i = 0; i < p->n_waves; i++) {
        const mlg_wave *w = &p->waves[i];
        const int32_t days[] = { w->first_day, w->last_day, w->deadline };

        html_row(h);
        html_cell_open(h);
        html_name(h, wave_name(w));
        html_close(h);
        html_cell_count(h, w->split.sites);
        for (int k = 0; k < 3; k++)
            html_cell(h, days[k] == MLG_NO_DAY ? "\xE2\x80\x93" : mlg_day_text(day, days[k]));
        html_cell_count(h, w->n_late);
        html_cell_count(h, w->n_grants);
        html_cell(h, words_euros(sum, w->n_grants ? w->grants : NAN));
        html_cell(h, w->over ? O_("more labels than the rules allow a wave") : "");
    }
    html_table_end(h);
}

static void late(dossier *d)
{
    const html_column columns[] = {
        { O_("site"), HTML_PLAIN },
        { O_("date"), HTML_PLAIN },
        { O_("deadline"), HTML_PLAIN },
    };
    const mlg_programme *p = d->answers->programme;
    char day[MLG_DAY_ROOM];
    html *h = &d->page;

    if (!p->n_late)
        return;
    html_p(
        h, "%s",
        O_("A label that is dated by its decision rather than by its filing may rightly come "
           "after the deadline: these are to be looked at, not condemned."));
    html_table(h, NULL, NULL, O_("Labels dated after their deadline"), columns, 3);
    for (size_t i = 0; i < p->n_late; i++) {
        html_row(h);
        dossier_site_cell(d, p->late[i].site);
        html_cell(h, mlg_site_date(p->classes->sites, p->late[i].site));
        html_cell(h, mlg_day_text(day, p->late[i].deadline));
    }
    html_table_end(h);
}

void dossier_waves(dossier *d)
{
    const mlg_programme *p = d->answers->programme;
    html *h = &d->page;

    if (!p || !p->n_waves)
        return;
    html_section(h, "waves", 2, O_("Wave after wave"));
    waves_table(d, true, O_("Cumulative split: each wave with those before it"));
    waves_chart(d);
    waves_table(d, false, O_("Split of each wave"));
    waves_of_rules(d);
    late(d);
    html_close(h);
}
