#ifndef MLG_ERROR_H
#define MLG_ERROR_H
#include <stddef.h>
#include <stdint.h>

/* Errors travel as a value the caller owns: no globals, no errno, no longjmp.
 * Every function that can fail returns a mlg_code, takes `mlg_err *err` last,
 * and fills it only when it returns something other than MLG_OK. */
typedef enum mlg_code {
    MLG_OK = 0,
    MLG_EUSAGE, /* asked for something impossible                     */
    MLG_EIO,    /* the operating system said no                       */
    MLG_EDATA,  /* the file was read, but does not say what it should */
    MLG_EGEOM,  /* a geometry cannot be used: open ring, NaN, ...     */
    MLG_ECRS,   /* no trustworthy transformation between two CRSs     */
    MLG_ENOMEM,
    MLG_EBUG,     /* one of our own invariants broke                    */
    MLG_ESTOPPED, /* mlg_stop() was called                              */
} mlg_code;

typedef struct mlg_err {
    mlg_code code;
    int64_t record;  /* 1-based, as in the file; 0: not about one record */
    char where[160]; /* file or layer name; "": not known (yet)          */
    char what[480];  /* one sentence: no newline, no "failed to"         */
} mlg_err;

/* Record a failure and return `code`, so that callers can `return mlg_fail(...)`. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
mlg_code
mlg_fail(mlg_err *err, mlg_code code, const char *what, ...);

/* Add the context a lower level could not know. Never overwrites. Returns err->code. */
mlg_code mlg_at(mlg_err *err, const char *where, int64_t record);

/* "quarters.shp: record 12: ring 2 is not closed". Returns `text`. */
char *mlg_err_text(const mlg_err *err, char *text, size_t size);
#endif
