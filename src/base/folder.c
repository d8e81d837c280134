#define _GNU_SOURCE /* renameat2 */
#include "base/folder.h"

#include "base/i18n.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH = 3, PATH_ROOM = 4096 };

static mlg_code io_error(mlg_err *err, const char *path, const char *what)
{
    mlg_fail(err, MLG_EIO, "%s: %s", what, strerror(errno));
    return mlg_at(err, path, 0);
}

static bool is_dots(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

/* --- what is there -------------------------------------------------------------------------
 */

/* The names below `folder`, each with `below` before it; false at the first unknown one. */
static bool all_known(const char *folder, const char *below, bool (*ours)(const char *),
                      size_t *n, char found[256])
{
    DIR *d = opendir(folder);
    struct dirent *e;
    bool known = d != NULL;

    while (known && (e = readdir(d))) {
        char path[PATH_ROOM], name[256];
        struct stat it;

        if (is_dots(e->d_name))
            continue;
        ++*n;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (lstat(path, &it))
            it.st_mode = 0;
        snprintf(name, sizeof name, "%.100s%.150s%s", below, e->d_name,
                 S_ISDIR(it.st_mode) ? "/" : "");
        known = (S_ISDIR(it.st_mode) || S_ISREG(it.st_mode)) && ours(name);
        if (!known)
            snprintf(found, 256, "%s", name);
        else if (S_ISDIR(it.st_mode))
            known = all_known(path, name, ours, n, found);
    }
    if (d)
        closedir(d);
    return known;
}

folder_state folder_look(const char *path, bool (*ours)(const char *name), char found[256])
{
    struct stat it;
    size_t n = 0;

    found[0] = '\0';
    if (stat(path, &it))
        return FOLDER_FREE;
    if (!S_ISDIR(it.st_mode) || !all_known(path, "", ours, &n, found))
        return FOLDER_OTHERS;
    return n ? FOLDER_OURS : FOLDER_FREE;
}

/* --- making and removing ---------------------------------------------------------------------
 */

static void remove_below(const char *folder, int depth)
{
    DIR *d = depth ? opendir(folder) : NULL;
    struct dirent *e;

    if (d)
        fchmod(dirfd(d), 0700); /* it may have been protected, once published */
    while (d && (e = readdir(d))) {
        char path[PATH_ROOM];

        if (is_dots(e->d_name) ||
            snprintf(path, sizeof path, "%s/%s", folder, e->d_name) >= (int)sizeof path)
            continue;
        if (unlink(path))
            remove_below(path, depth - 1);
    }
    if (d)
        closedir(d);
    rmdir(folder);
}

/* Where `path` really is, without a slash at its end; malloc'ed, NULL: out of memory. */
static char *real(const char *path)
{
    char *whole = realpath(path, NULL);
    size_t n;

    if (whole || !(whole = strdup(path)))
        return whole;
    for (n = strlen(whole); n > 1 && whole[n - 1] == '/'; n--)
        whole[n - 1] = '\0';
    return whole;
}

/* Parents, as far as they can be made: what matters is whether the folder itself can. */
static void make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
}

mlg_code folder_open(char **temporary, const char *path, mlg_err *err)
{
    static const char end[] = ".tmpXXXXXX"; /* mkdtemp fills in the Xs */
    char *whole = real(path);
    size_t n = whole ? strlen(whole) : 0;
    char *made = whole ? malloc(n + sizeof end) : NULL;
    mode_t mask = umask(0);

    umask(mask);
    *temporary = NULL;
    if (!made) {
        free(whole);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    memcpy(made, whole, n);
    memcpy(made + n, end, sizeof end);
    free(whole);
    make_parents(made);
    if (!mkdtemp(made) || chmod(made, 0777 & ~mask)) {
        io_error(err, path, _("cannot be created"));
        free(made);
        return err->code;
    }
    *temporary = made;
    return MLG_OK;
}

mlg_code folder_below(const char *folder, const char *name, mlg_err *err)
{
    char path[PATH_ROOM];
    struct stat there;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!stat(path, &there) && S_ISDIR(there.st_mode))
        return MLG_OK;
    return mkdir(path, 0777) ? io_error(err, path, _("cannot be created")) : MLG_OK;
}

void folder_abort(char *temporary)
{
    if (temporary)
        remove_below(temporary, DEPTH);
    free(temporary);
}

/* Both at once, or one after the other where the file system knows no better. */
static int exchange(const char *a, const char *b)
{
    char aside[PATH_ROOM];

    if (!renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE))
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    if (snprintf(aside, sizeof aside, "%s.old", a) >= (int)sizeof aside || rename(b, aside))
        return -1;
    if (rename(a, b)) {
        rename(aside, b);
        return -1;
    }
    return rename(aside, a);
}

mlg_code folder_commit(char *temporary, const char *path, mlg_err *err)
{
    char *whole = real(path);
    mlg_code code = MLG_OK;

    if (!whole)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    else if (rename(temporary, whole) && /* nothing there, or an empty folder */
             ((errno != ENOTEMPTY && errno != EEXIST) || exchange(temporary, whole)))
        code = io_error(err, path, _("cannot be put in its place"));
    else if (access(temporary, F_OK))
        temporary[0] = '\0';
    if (temporary[0])
        remove_below(temporary, DEPTH);
    free(temporary);
    free(whole);
    return code;
}
