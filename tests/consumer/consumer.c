#include <maillage.h>
#include <stdio.h>
#include <string.h>

/* A stranger's program: reads a layer with the installed library. */
int main(int argc, char **argv)
{
    mlg_layer *layer = NULL;
    mlg_diag diag = { 0 };
    mlg_err err = { 0 };
    char text[480];

    if (argc < 2 || mlg_read(&layer, argv[1], &(mlg_read_options){ 0 }, &diag, &err)) {
        puts(mlg_err_text(&err, text, sizeof text));
        return 1;
    }
    printf("%s: %zu records, maillage %s\n", layer->name, layer->n,
           mlg_version(MLG_VERSION_MAILLAGE));
    mlg_layer_free(layer);
    mlg_diag_release(&diag);
    return strcmp(mlg_version(MLG_VERSION_GEOS), "") == 0;
}
