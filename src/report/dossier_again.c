#include "report/dossier.h"

#include "base/file.h"
#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

/* A word for a shell: quoted if anything in it could mean something else. */
static void word(buf *out, const char *prefix, const char *text)
{
    bool plain = *text;

    for (const char *c = text; *c; c++)
        plain = plain && ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                          (*c >= '0' && *c <= '9') || strchr("._-/:,+@%=", *c));
    buf_text(out, prefix);
    if (plain) {
        buf_text(out, text);
        return;
    }
    buf_char(out, '\'');
    for (const char *c = text; *c; c++) {
        if (*c == '\'')
            buf_text(out, "'\\''");
        else
            buf_char(out, *c);
    }
    buf_char(out, '\'');
}

static void option(buf *out, const char *name, const char *value)
{
    if (!value)
        return;
    buf_text(out, " \\\n    --");
    buf_text(out, name);
    word(out, " ", value);
}

static void named(buf *out, const char *option_name, const char *name, const char *value)
{
    buf whole = { 0 };

    if (!value)
        return;
    if (name) {
        buf_text(&whole, name);
        buf_char(&whole, '=');
    }
    buf_text(&whole, value);
    option(out, option_name, whole.broken ? value : whole.at);
    out->broken |= whole.broken;
    buf_free(&whole);
}

static void columns(buf *out, const char *layer, const mlg_columns *c)
{
    const struct {
        const char *field, *column;
    } all[] = { { "id", c->id },
                { "name", c->name },
                { "lon", c->lon },
                { "lat", c->lat },
                { "x", c->x },
                { "y", c->y },
                { "commune", c->commune },
                { "precision", c->precision },
                { "kind", c->kind },
                { "wave", c->wave },
                { "date", c->date },
                { "declared", c->declared },
                { "grant", c->grant },
                { "bearer", c->bearer },
                { "state", c->state },
                { "override", c->override },
                { "justification", c->justification },
                { "code", c->code },
                { "label", c->label },
                { "population", c->population } };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        buf field = { 0 };

        if (!all[i].column)
            continue;
        buf_text(&field, layer);
        buf_char(&field, '.');
        buf_text(&field, all[i].field);
        named(out, "column", field.broken ? layer : field.at, all[i].column);
        buf_free(&field);
    }
}

/* "a,b,c", after "NAME=" if there is one. */
static void joined(buf *out, const char *option_name, const char *name, char *const *texts,
                   unsigned n)
{
    buf all = { 0 };

    for (unsigned i = 0; i < n; i++) {
        if (i)
            buf_char(&all, ',');
        buf_text(&all, texts[i]);
    }
    if (n && !all.broken)
        named(out, option_name, name, all.at);
    out->broken |= all.broken;
    buf_free(&all);
}

/* `told`: whether the layer's own name is said. */
static void layers(buf *out, const char *role, const mlg_study_layer *list, unsigned n,
                   bool told)
{
    for (unsigned i = 0; i < n; i++)
        named(out, role, told ? list[i].name : NULL, file_base(list[i].file));
    for (unsigned i = 0; i < n; i++) {
        const char *layer = told && list[i].name ? list[i].name : role;

        named(out, "crs", layer, list[i].crs);
        named(out, "encoding", layer, list[i].encoding);
        if (told && list[i].name) {
            named(out, "valid", layer, list[i].valid);
            named(out, "valid-overseas", layer, list[i].valid_overseas);
        }
        joined(out, "covers", layer, list[i].covers, list[i].n_covers);
        columns(out, layer, &list[i].columns);
    }
}

void dossier_command(buf *out, const mlg_study *s, const mlg_rules *rules)
{
    const mlg_parameters *p = &s->parameters;

    buf_text(out, "maillage verify");
    layers(out, "sites", s->sites, s->n_sites, false);
    layers(out, "qpv", s->qpv, s->n_qpv, true);
    layers(out, "centres", s->centres, s->n_centres, true);
    layers(out, "communes", s->communes, s->n_communes, false);
    layers(out, "territories", s->territories, s->n_territories, true);
    option(out, "rules", s->rules ? file_base(s->rules) : rules->name);
    option(out, "target", s->target);
    option(out, "precision", s->n_sites ? s->sites->precision : NULL);
    option(out, "at", s->at);
    joined(out, "sensitivity", NULL, s->sensitivity, s->n_sensitivity);
    option(out, "proximity", p->proximity);
    option(out, "bound", p->bound);
    option(out, "commune-margin", p->commune_margin);
    named(out, "radius", "housenumber", p->housenumber);
    named(out, "radius", "street", p->street);
    named(out, "radius", "locality", p->locality);
    named(out, "radius", "municipality", p->municipality);
}

static void command(html *h, const char *text)
{
    html_open(h, "pre", NULL);
    html_element(h, "code", text);
    html_close(h);
}

static void say_study(dossier *d)
{
    html *h = &d->page;
    mlg_err err;
    char *text;

    if (mlg_study_text(&text, d->study, &err) != MLG_OK) {
        h->out.broken = true;
        return;
    }
    html_p(h, "%s",
           O_("The study, as the JSON of this dossier holds it; saved as etude.yaml beside the "
              "files, it is run by 'maillage run etude.yaml -o FOLDER':"));
    command(h, text);
    free(text);
}

void dossier_reproduction(dossier *d)
{
    buf line = { 0 };
    html *h = &d->page;

    html_section(h, "again", 2, O_("How to do it again"));
    html_p(
        h,
        O_("This page comes with %s, which holds every figure, every site and the study. "
           "With the files named above in the current folder or beside it, maillage "
           "recomputes everything and says what differs, file by file and figure by figure:"),
        d->json_name);
    buf_text(&line, "maillage verify --against ");
    word(&line, "", d->json_name);
    command(h, line.broken ? "" : line.at);
    html_open(h, "p", NULL);
    html_say(h, O_("SHA-256 of %s, which ties it to this page: "), d->json_name);
    html_open(h, "span", "class", "hash", NULL);
    html_text(h, d->json_sha256);
    html_close(h);
    html_close(h);
    html_p(h, "%s", O_("The same split, by hand:"));
    buf_clear(&line);
    dossier_command(&line, d->study, d->provenance->rules);
    command(h, line.broken ? "" : line.at);
    h->out.broken |= line.broken;
    buf_free(&line);
    say_study(d);
    html_close(h);
}
