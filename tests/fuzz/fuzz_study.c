/* The bytes as a study, then as rules. In the corpus, files are named "/": it always exists. */
#include "base/text.h"
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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *text = n ? (const char *)bytes : ""; /* no bytes may be no pointer */
    mlg_study *study;
    mlg_rules *rules;
    mlg_err err;
    mlg_code code;

    code = study_parse(&study, text, n, "", &err);
    expect(code, study, &err);
    mlg_study_free(study);
    code = rules_parse(&rules, text, n, &err);
    expect(code, rules, &err);
    mlg_rules_free(rules);
    return 0;
}
