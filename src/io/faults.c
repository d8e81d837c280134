#include "io/faults.h"

#include "base/i18n.h"

static const struct {
    mlg_level level;
    const char *kind, *sentence;
} known[] = {
    [ROW_EMPTY] = { MLG_NOTE, "row-empty",
                    N_("has only empty cells here; the row is left out") },
    [ROW_SHORT] = { MLG_WARNING, "row-short",
                    N_("has fewer cells than the header; the missing ones are empty") },
    [ROW_LONG] = { MLG_WARNING, "row-long",
                   N_("has more cells than the header; the last ones are left out") },
    [TEXT_NUL] = { MLG_WARNING, "text-nul",
                   N_("has a cell with a NUL byte; the rest of that cell is left out") },
    [TEXT_ENCODING] = { MLG_WARNING, "text-encoding",
                        N_("has a cell that is not valid UTF-8; it is read as CP1252") },
    [SHAPE_IS_NULL] = { MLG_WARNING, "geometry-null", N_("has a null shape") },
    [SHAPE_IS_EMPTY] = { MLG_WARNING, "geometry-empty", N_("has an empty shape") },
    [SHAPE_IS_OTHER] = { MLG_WARNING, "geometry-other",
                         N_("has a shape of another type than the file; it is left out") },
    [AXIS_UNREADABLE] = { MLG_WARNING, "coordinate-unreadable",
                          N_("%s \"%s\" is not a number") },
    [POINT_IMPOSSIBLE] = { MLG_WARNING, "coordinate-impossible",
                           N_("has a coordinate that is no possible position") },
    [POINT_INCOMPLETE] = { MLG_WARNING, "coordinate-incomplete",
                           N_("has only one of its two coordinates") },
    [POINT_BLANK] = { MLG_WARNING, "coordinate-blank", N_("has no coordinates") },
    [PEOPLE_UNREADABLE] = { MLG_WARNING, "population-unreadable",
                            N_("population '%.40s' is not a number: counted as 0") },
    [PEOPLE_NEGATIVE] = { MLG_WARNING, "population-negative",
                          N_("population is negative: counted as 0") },
    [PEOPLE_TOO_MANY] = { MLG_WARNING, "population-impossible",
                          N_("population is more than ten thousand million: counted as 0") },
};

/* The sentences are the literals above. */
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#endif
void fault_tell(mlg_diag *diag, fault f, const char *where, int64_t record, const char *column,
                const char *text)
{
    const char *sentence = known[f].sentence;

    if (f == AXIS_UNREADABLE)
        mlg_diag_add(diag, known[f].level, known[f].kind, where, record, sentence, column,
                     text);
    else
        mlg_diag_add(diag, known[f].level, known[f].kind, where, record, sentence, text);
}
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
