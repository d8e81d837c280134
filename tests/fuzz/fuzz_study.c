/* The bytes as a study, then as rules. In the corpus, files are named "/": it always exists. */
#include "base/text.h"
#include "io/doc_json.h"
#include "io/study.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* A refusal is one sentence; what was checked loads (MLG_EBUG would say otherwise). */
static void expect(mlg_code code, const void *read, const mlg_err *err)
{
    if (code == MLG_OK
            ? !read
            : read || code != MLG_EDATA || err->code != code || !err->what[0] ||
                  strchr(err->what, '\n') || !text_is_utf8(err->what, strlen(err->what)))
        abort();
}

/* What is read can be written, and is read again as the same study. */
static void expect_again(const mlg_study *study)
{
    mlg_study *again;
    mlg_err err;
    char *one, *two, *yaml;
    json_t *all;

    if (mlg_study_text(&one, study, &err) != MLG_OK || !(all = json_loads(one, 0, NULL)) ||
        !(yaml = doc_json_text(all)) ||
        study_parse(&again, yaml, strlen(yaml), NULL, &err) != MLG_OK ||
        mlg_study_text(&two, again, &err) != MLG_OK || strcmp(one, two))
        abort();
    mlg_study_free(again);
    json_decref(all);
    free(yaml);
    free(one);
    free(two);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *text = n ? (const char *)bytes : ""; /* no bytes may be no pointer */
    mlg_study *study;
    mlg_rules *rules;
    mlg_err err;
    mlg_code code;

    code = study_parse(&study, text, n, "", &err);
    expect(code, study, &err);
    if (study)
        expect_again(study);
    mlg_study_free(study);
    code = rules_parse(&rules, text, n, &err);
    expect(code, rules, &err);
    mlg_rules_free(rules);
    return 0;
}
