#include "report/json.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

json_t *figure_json(double value, double unit)
{
    return isfinite(value) ? json_real(round(value / unit) * unit) : json_null();
}

json_t *count_json(size_t n)
{
    return json_integer((json_int_t)n);
}

/* A sentence may quote a name cut inside a character. */
json_t *text_json(const char *text)
{
    size_t n = strlen(text), length;
    buf whole = { 0 };
    json_t *made;

    if (text_is_utf8(text, n))
        return json_string(text);
    for (size_t i = 0; i < n; i += length) {
        unsigned char lead = (unsigned char)text[i];

        length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (i + length <= n && text_is_utf8(text + i, length)) {
            buf_add(&whole, text + i, length);
        } else {
            buf_text(&whole, "\xEF\xBF\xBD");
            length = 1;
        }
    }
    made = whole.broken ? NULL : json_string(whole.at);
    buf_free(&whole);
    return made;
}

json_t *files_json(const mlg_layer *layer)
{
    json_t *list = json_array();

    for (size_t i = 0; i < layer->n_sources; i++) {
        const mlg_source *s = &layer->sources[i];

        if (json_array_append_new(list,
                                  json_pack("{s:s, s:I, s:s}", "fichier", s->name, "octets",
                                            (json_int_t)s->size, "sha256", s->sha256))) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *group_json(const mlg_diag_group *g)
{
    json_t *cases = json_array();
    int fault = 0;

    for (size_t i = 0; i < g->n_items; i++) {
        char text[480];

        mlg_diag_output_text(&g->items[i], text, sizeof text);
        fault |= json_array_append_new(cases, json_pack("{s:I, s:o}", "enregistrement",
                                                        (json_int_t)g->items[i].record,
                                                        "message", text_json(text)));
    }
    json_t *all =
        json_pack("{s:s, s:s, s:s, s:I, s:o}", "niveau",
                  g->level == MLG_WARNING ? "avertissement" : "note", "genre", g->kind,
                  "fichier", g->where, "nombre", (json_int_t)g->count, "cas", cases);
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

json_t *diag_json(const mlg_diag *diag)
{
    json_t *all = json_array();

    for (size_t i = 0; i < diag->n; i++) {
        if (json_array_append_new(all, group_json(&diag->groups[i]))) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

static int append(const char *bytes, size_t n, void *out)
{
    buf_add(out, bytes, n);
    return 0;
}

mlg_code json_bytes(buf *out, const json_t *all, mlg_err *err)
{
    bool fault =
        !all || json_dump_callback(all, append, out, JSON_INDENT(2) | JSON_REAL_PRECISION(12));

    buf_char(out, '\n');
    return fault || out->broken ? mlg_fail(err, MLG_ENOMEM, _("out of memory")) : MLG_OK;
}

mlg_code write_json(json_t *all, const char *path, bool overwrite, mlg_err *err)
{
    buf text = { 0 };
    file_out *to = NULL;
    mlg_code code = json_bytes(&text, all, err);

    if (code == MLG_OK)
        code = file_out_open(&to, path, overwrite, err);
    if (code == MLG_OK) {
        code = file_out_write(to, text.at, text.n, err);
        if (code == MLG_OK)
            code = file_out_commit(to, err);
        else
            file_out_abort(to);
    }
    buf_free(&text);
    return code;
}
