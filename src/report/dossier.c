#include "report/dossier.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/i18n.h"
#include "report/json.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

mlg_code dossier_begin(dossier *d, const mlg_answers *answers, const mlg_provenance *provenance,
                       const mlg_study *study, mlg_err *err)
{
    table unused;

    *d = (dossier){ .answers = answers, .provenance = provenance, .study = study };
    if (!answers->classes || !answers->split)
        return mlg_fail(err, MLG_EUSAGE, _("a dossier needs classes and a split"));
    if (mlg_sites_count(answers->classes->sites) > MLG_DOSSIER_SITES)
        return mlg_fail(err, MLG_EDATA,
                        _("%zu sites are too many for a dossier, which takes %d: the tables "
                          "of sites hold them all"),
                        mlg_sites_count(answers->classes->sites), MLG_DOSSIER_SITES);
    sites_table(&unused, &d->words, answers->classes);
    d->limits = dossier_limits_json(d);
    return d->limits ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

void dossier_end(dossier *d)
{
    html_free(&d->page);
    json_decref(d->limits);
}

void dossier_site_cell(dossier *d, size_t site)
{
    const mlg_sites *sites = d->answers->classes->sites;
    html *h = &d->page;
    char id[24];

    html_cell_open(h);
    html_name(h, words_site(id, sites, site));
    html_text(h, " ");
    html_name(h, mlg_site_name(sites, site));
    html_close(h);
}

/* Answers first, then what they rest on; one line a site comes last, being long. */
static void write_page(dossier *d)
{
    html *h = &d->page;

    dossier_opening(d);
    dossier_question(d);
    dossier_answer(d);
    dossier_pivots(d);
    dossier_sensitivity(d);
    dossier_waves(d);
    dossier_programme(d);
    dossier_declared(d);
    dossier_identity(d);
    dossier_coverage(d);
    dossier_limits(d);
    dossier_rules(d);
    dossier_method(d);
    dossier_sources(d);
    dossier_warnings(d);
    dossier_reproduction(d);
    dossier_sites(d);
    html_close(h); /* main */
}

/* --- both files or none ------------------------------------------------------------------- */

static mlg_code write_both(const dossier *d, const buf *json, const mlg_dossier_output *out,
                           mlg_err *err)
{
    file_out *page = NULL, *data = NULL;
    mlg_code code = file_out_open(&page, out->html, out->overwrite, err);

    if (code == MLG_OK)
        code = file_out_open(&data, out->json, out->overwrite, err);
    if (code == MLG_OK)
        code = file_out_write(page, d->page.out.at, d->page.out.n, err);
    if (code == MLG_OK)
        code = file_out_write(data, json->at, json->n, err);
    if (code != MLG_OK) {
        file_out_abort(page);
        file_out_abort(data);
        return code;
    }
    code = file_out_commit(data, err);
    if (code == MLG_OK)
        return file_out_commit(page, err);
    file_out_abort(page);
    return code;
}

static mlg_code write_all(dossier *d, const mlg_dossier_output *out, mlg_err *err)
{
    json_t *all = dossier_json(d, err);
    buf json = { 0 };
    mlg_code code = all ? json_bytes(&json, all, err) : err->code;

    json_decref(all);
    if (code == MLG_OK) {
        d->json_name = file_base(out->json);
        digest_sha256(d->json_sha256, json.at, json.n);
        write_page(d);
        code = html_page_end(&d->page, err);
    }
    if (code == MLG_OK)
        code = write_both(d, &json, out, err);
    buf_free(&json);
    return code;
}

mlg_code mlg_write_dossier(const mlg_answers *answers, const mlg_provenance *provenance,
                           const mlg_dossier_output *out, mlg_err *err)
{
    dossier d;
    mlg_code code = dossier_begin(&d, answers, provenance, out->study, err);

    if (code == MLG_OK)
        code = write_all(&d, out, err);
    dossier_end(&d);
    return code;
}
