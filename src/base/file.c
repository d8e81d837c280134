#define _DEFAULT_SOURCE /* madvise */
#include "base/file.h"

#include "base/i18n.h"
#include "base/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char *file_base(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool file_exists(const char *path)
{
    struct stat info;

    return !stat(path, &info);
}

static mlg_code io_error(mlg_err *err, const char *path, const char *what)
{
    mlg_fail(err, MLG_EIO, "%s: %s", what, strerror(errno));
    return mlg_at(err, path, 0);
}

/* Opened for reading, a regular file; on failure nothing stays open. */
static mlg_code open_regular(int *fd, size_t *size, const char *path, mlg_err *err)
{
    struct stat info;
    mlg_code code = MLG_OK;

    *size = 0;
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0)
        return io_error(err, path, _("cannot be opened"));
    if (fstat(*fd, &info)) {
        code = io_error(err, path, _("cannot be read"));
    } else if (!S_ISREG(info.st_mode)) {
        mlg_fail(err, MLG_EIO, _("is not a regular file"));
        code = mlg_at(err, path, 0);
    }
    if (code != MLG_OK)
        close(*fd);
    else
        *size = (size_t)info.st_size;
    return code;
}

mlg_code file_read(file *out, const char *path, mlg_err *err)
{
    int fd;
    size_t size;
    mlg_code code = open_regular(&fd, &size, path, err);

    *out = (file){ .data = "" };
    if (code != MLG_OK)
        return code;
    if (size) {
        out->map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (out->map == MAP_FAILED) {
            out->map = NULL;
            code = io_error(err, path, _("cannot be read"));
        } else {
            out->data = out->map;
            out->size = size;
        }
    }
    close(fd);
    return code;
}

void file_close(file *f)
{
    if (f->map)
        munmap(f->map, f->size);
    *f = (file){ .data = "" };
}

void file_let_go(const file *f)
{
    if (f->map)
        madvise(f->map, f->size, MADV_DONTNEED);
}

struct file_in {
    int fd;
    char *path;
    size_t size, at; /* as it was opened; bytes read so far */
};

mlg_code file_in_open(file_in **out, const char *path, mlg_err *err)
{
    file_in *f = calloc(1, sizeof *f);
    mlg_code code = MLG_OK;

    *out = NULL;
    if (!f || !(f->path = strdup(path)))
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    else
        code = open_regular(&f->fd, &f->size, path, err);
    if (code == MLG_OK) {
        *out = f;
        return MLG_OK;
    }
    if (f)
        free(f->path);
    free(f);
    return code;
}

mlg_code file_in_read(file_in *f, char *to, size_t n, size_t *done, mlg_err *err)
{
    ssize_t some = 1;

    for (*done = 0; *done < n && some; *done += some > 0 ? (size_t)some : 0) {
        some = read(f->fd, to + *done, n - *done);
        if (some < 0 && errno != EINTR)
            return io_error(err, f->path, _("cannot be read"));
    }
    f->at += *done;
    if (f->at <= f->size && (*done == n || f->at == f->size))
        return MLG_OK;
    mlg_fail(err, MLG_EIO, _("changed while it was being read"));
    return mlg_at(err, f->path, 0);
}

mlg_code file_in_again(file_in *f, mlg_err *err)
{
    f->at = 0;
    return lseek(f->fd, 0, SEEK_SET) ? io_error(err, f->path, _("cannot be read")) : MLG_OK;
}

void file_in_close(file_in *f)
{
    if (!f)
        return;
    close(f->fd);
    free(f->path);
    free(f);
}

struct file_out {
    int fd;
    char *path;      /* NULL: standard output */
    char *temporary; /* NULL: written where it stands */
    size_t size;
};

/* A device or a pipe is written, never replaced by a file of that name. */
static bool is_special(const char *path)
{
    struct stat info;

    return !stat(path, &info) && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

bool file_is_kept(const char *path)
{
    return strcmp(path, "-") && !is_special(path);
}

static void release(file_out *f)
{
    free(f->path);
    free(f->temporary);
    free(f);
}

static const char temporary_end[] = ".tmpXXXXXX"; /* mkstemp fills in the Xs */

mlg_code file_out_open(file_out **out, const char *path, bool overwrite, mlg_err *err)
{
    file_out *f = calloc(1, sizeof *f);
    size_t n = strlen(path);

    *out = NULL;
    if (!f)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (!strcmp(path, "-")) {
        f->fd = STDOUT_FILENO;
        *out = f;
        return MLG_OK;
    }
    if (is_special(path)) {
        f->path = strdup(path);
        f->fd = f->path ? open(path, O_WRONLY) : -1;
        if (f->fd < 0) {
            release(f);
            return io_error(err, path, _("cannot be opened"));
        }
        *out = f;
        return MLG_OK;
    }
    if (!overwrite && file_exists(path)) {
        free(f);
        mlg_fail(err, MLG_EIO, _("exists already; give --overwrite to replace it"));
        return mlg_at(err, path, 0);
    }
    f->path = strdup(path);
    f->temporary = malloc(n + sizeof temporary_end);
    if (!f->path || !f->temporary) {
        release(f);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    memcpy(f->temporary, path, n);
    memcpy(f->temporary + n, temporary_end, sizeof temporary_end);
    f->fd = mkstemp(f->temporary);
    if (f->fd < 0) {
        release(f);
        return io_error(err, path, _("cannot be created"));
    }
    *out = f;
    return MLG_OK;
}

mlg_code file_out_write(file_out *f, const void *bytes, size_t n, mlg_err *err)
{
    const char *at = bytes;

    if (stop_check(err) != MLG_OK)
        return err->code;
    f->size += n;
    while (n) {
        ssize_t done = write(f->fd, at, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return io_error(err, f->path ? f->path : _("standard output"),
                            _("cannot be written"));
        at += done;
        n -= (size_t)done;
    }
    return MLG_OK;
}

const char *file_out_where(const file_out *f)
{
    return f->temporary ? f->temporary : f->path ? f->path : "/dev/stdout";
}

size_t file_out_size(const file_out *f)
{
    return f->size;
}

/* mkstemp makes private files; a result is as readable as the user's umask allows. */
static int share(int fd)
{
    mode_t mask = umask(0);

    umask(mask);
    return fchmod(fd, 0666 & ~mask);
}

mlg_code file_out_commit(file_out *f, mlg_err *err)
{
    mlg_code code = MLG_OK;

    if (!f->path) {
        release(f);
        return MLG_OK;
    }
    if ((f->temporary && share(f->fd)) | close(f->fd))
        code = io_error(err, f->path, _("cannot be written"));
    else if (f->temporary && rename(f->temporary, f->path))
        code = io_error(err, f->path, _("cannot be created"));
    if (code != MLG_OK && f->temporary)
        unlink(f->temporary);
    release(f);
    return code;
}

void file_out_abort(file_out *f)
{
    if (!f)
        return;
    if (f->path) {
        close(f->fd);
        if (f->temporary)
            unlink(f->temporary);
    }
    release(f);
}
