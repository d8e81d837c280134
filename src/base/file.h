#ifndef MLG_FILE_H
#define MLG_FILE_H
#include "maillage/error.h"

#include <stdbool.h>
#include <stddef.h>

/* A whole file, read-only, in memory (mapped where the system can). `data` is not
 * NUL-terminated. A folder, a device or an unreadable file is an MLG_EIO. */
typedef struct file {
    const char *data;
    size_t size;
    void *map; /* private: NULL when nothing is mapped */
} file;

mlg_code file_read(file *out, const char *path, mlg_err *err);
void file_close(file *f);
/* Gives back the memory of what was looked at so far; looked at again, it is there again. */
void file_let_go(const file *f);
bool file_exists(const char *path);

/* A file read from its start to its end, once or several times. One that changes its size in
 * the meantime is an MLG_EIO. */
typedef struct file_in file_in;

mlg_code file_in_open(file_in **out, const char *path, mlg_err *err);
/* The next `n` bytes; fewer only at the end. */
mlg_code file_in_read(file_in *f, char *to, size_t n, size_t *done, mlg_err *err);
mlg_code file_in_again(file_in *f, mlg_err *err); /* from the start */
void file_in_close(file_in *f);                   /* NULL is fine */

/* The part after the last '/'; borrowed from `path`. */
const char *file_base(const char *path);

/* Files appear whole or not at all: written beside their final name, then renamed.
 * "-" is standard output; a device or a pipe is written where it stands. An existing file is
 * refused unless `overwrite`. */
typedef struct file_out file_out;

/* Whether what is written to `path` stays there as a file: not "-", a device or a pipe. */
bool file_is_kept(const char *path);
mlg_code file_out_open(file_out **out, const char *path, bool overwrite, mlg_err *err);
mlg_code file_out_write(file_out *f, const void *bytes, size_t n, mlg_err *err);
/* What is written until then, for a library that opens files itself; borrowed. */
const char *file_out_where(const file_out *f);
size_t file_out_size(const file_out *f); /* bytes written so far */
mlg_code file_out_commit(file_out *f,
                         mlg_err *err); /* close, rename; frees `f` even on failure */
void file_out_abort(file_out *f);       /* leaves nothing behind; NULL is fine */
#endif
