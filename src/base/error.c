#include "maillage/error.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

mlg_code mlg_fail(mlg_err *err, mlg_code code, const char *what, ...)
{
    va_list args;

    *err = (mlg_err){ .code = code };
    va_start(args, what);
    vsnprintf(err->what, sizeof err->what, what, args);
    va_end(args);
    text_drop_cut(err->what); /* a precision or the room may end within a character */
    return code;
}

mlg_code mlg_at(mlg_err *err, const char *where, int64_t record)
{
    if (where && !err->where[0])
        snprintf(err->where, sizeof err->where, "%s", where);
    if (!err->record)
        err->record = record;
    return err->code;
}

char *mlg_err_text(const mlg_err *err, char *text, size_t size)
{
    char record[40] = "";

    if (err->record)
        snprintf(record, sizeof record, "record %" PRId64 ": ", err->record);
    snprintf(text, size, "%s%s%s%s", err->where, err->where[0] ? ": " : "", record, err->what);
    return text;
}
