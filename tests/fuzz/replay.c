/* Runs the files of one or more folders through a fuzz target, as an ordinary test: what the
 * fuzzer once found stays found, without libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The copy is exactly as long as the file, so that reading past it is seen. */
static int replay(const char *path)
{
    FILE *in = fopen(path, "rb");
    struct stat info;
    uint8_t *data = NULL;
    size_t size = 0;

    if (!in || stat(path, &info)) {
        fprintf(stderr, "%s: cannot be opened\n", path);
        return 1;
    }
    data = malloc(info.st_size ? (size_t)info.st_size : 1);
    if (data)
        size = fread(data, 1, (size_t)info.st_size, in);
    fclose(in);
    if (!data || size != (size_t)info.st_size) {
        fprintf(stderr, "%s: cannot be read\n", path);
        free(data);
        return 1;
    }
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    return 0;
}

static int replay_folder(const char *folder, size_t *n)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    char path[4096];
    int failed = 0;

    if (!dir) {
        fprintf(stderr, "%s: cannot be opened\n", folder);
        return 1;
    }
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        failed |= replay(path);
        ++*n;
    }
    closedir(dir);
    return failed;
}

int main(int argc, char **argv)
{
    size_t n = 0;
    int failed = 0;

    for (int i = 1; i < argc; i++)
        failed |= replay_folder(argv[i], &n);
    printf("%zu inputs\n", n);
    return failed || !n;
}
