/* The bytes as a study, then as rules. In the corpus, files are named "/": it always exists. */
#include "io/study.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *text = n ? (const char *)bytes : ""; /* no bytes may be no pointer */
    mlg_study *study;
    mlg_rules *rules;
    mlg_err err;

    if (study_parse(&study, text, n, "", &err) == MLG_EBUG)
        abort(); /* what is checked must load */
    mlg_study_free(study);
    if (rules_parse(&rules, text, n, &err) == MLG_EBUG)
        abort();
    mlg_rules_free(rules);
    return 0;
}
