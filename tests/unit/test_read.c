#include "shp_bytes.h"

#include "base/digest.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static char *path_of(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const void *data, size_t n)
{
    FILE *out = fopen(path_of(name), "wb");

    assert_non_null(out);
    assert_int_equal(fwrite(data, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
}

static outcome read_path(const char *path, const mlg_read_options *options)
{
    outcome o = { 0 };

    memset(&o.err, 0x5A, sizeof o.err); /* an error must not depend on what was there */
    if (mlg_read(&o.layer, path, options, &o.diag, &o.err) != MLG_OK)
        assert_null(o.layer);
    return o;
}

static outcome read_name(const char *name, const mlg_read_options *options)
{
    return read_path(path_of(name), options);
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/maillage-test-read-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command);
}

/* FIPS 180-4's own examples. */
static void digests(void **state)
{
    char sum[65];

    (void)state;
    digest_sha256(sum, "abc", 3);
    assert_string_equal(sum,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_sha256(sum, "", 0);
    assert_string_equal(sum,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void chooses_reader(void **state)
{
    static const struct {
        const char *name, *text, *format;
    } rows[] = {
        { "a.csv", "id,nom\n1,x\n", "csv" },
        { "a.TSV", "id\tnom\n1\tx\n", "csv" },
        { "a.txt", "id;nom\n1;x\n", "csv" },
        { "a.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}", "geojson" },
        { "a.JSON", "{\"type\":\"FeatureCollection\",\"features\":[]}", "geojson" },
        { "two.dots.csv", "id,nom\n1,x\n", "csv" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_read_options options = { .digest = true };
        outcome o;
        char sum[65];

        write_file(rows[i].name, rows[i].text, strlen(rows[i].text));
        o = read_name(rows[i].name, &options);
        assert_non_null(o.layer);
        assert_string_equal(o.layer->format, rows[i].format);
        assert_string_equal(o.layer->name, rows[i].name);
        assert_int_equal(o.layer->n_sources, 1);
        assert_string_equal(o.layer->sources[0].name, rows[i].name);
        assert_int_equal(o.layer->sources[0].size, strlen(rows[i].text));
        digest_sha256(sum, rows[i].text, strlen(rows[i].text));
        assert_string_equal(o.layer->sources[0].sha256, sum);
        outcome_free(&o);
    }
}

static void finds_side_files(void **state)
{
    made_field field = { "NOM", 'C', 5 };
    const char *cell = "\xC9vry";
    made dbf = made_dbf(&field, 1, &cell, 1, 0);
    made_shp s;
    outcome o;

    (void)state;
    shp_begin(&s, 1);
    shp_point(&s, 1, 2);
    shp_end(&s);
    write_file("s.shp", s.shp.at, s.shp.n);
    write_file("s.SHX", s.shx.at, s.shx.n);
    write_file("s.dbf", dbf.at, dbf.n);
    write_file("s.PRJ", "GEOGCS[\"x\"]", 11);
    write_file("s.cst", "ANSI 1252", 9);
    write_file("s.qpj", "ignored", 7);
    o = read_name("s.shp", NULL);
    assert_non_null(o.layer);
    assert_string_equal(o.layer->format, "shapefile");
    assert_string_equal(o.layer->crs, "GEOGCS[\"x\"]");
    assert_string_equal(o.layer->encoding, "CP1252");
    assert_string_equal(o.layer->encoding_from, "cpg");
    assert_string_equal(cell_of(&o, "nom", 0), "Évry");
    assert_int_equal(o.layer->n_sources, 5);
    assert_string_equal(o.layer->sources[0].name, "s.shp");
    assert_string_equal(o.layer->sources[0].sha256, "");
    assert_string_equal(o.layer->sources[1].name, "s.SHX");
    assert_int_equal(o.diag.n, 0);
    outcome_free(&o);

    o = read_name("s.dbf", NULL); /* the table alone */
    assert_string_equal(o.layer->format, "dbf");
    assert_int_equal(o.layer->geometry, MLG_GEOMETRY_NONE);
    assert_string_equal(cell_of(&o, "nom", 0), "Évry");
    assert_int_equal(o.layer->n_sources, 2);
    outcome_free(&o);
}

static void refuses(void **state)
{
    static const struct {
        const char *what, *name, *text; /* NULL: no such file */
        mlg_code code;
        const char *sentence;
    } rows[] = {
        { "missing", "no.csv", NULL, MLG_EIO, "cannot be opened: No such file or directory" },
        { "missing, of no known kind", "no.xyz", NULL, MLG_EIO,
          "cannot be opened: No such file or directory" },
        { "of no known kind", "a.xlsx", "PK", MLG_EDATA, "is not a kind of file" },
        { "without extension", "plain", "a,b\n", MLG_EDATA, "is not a kind of file" },
        { "empty", "empty.csv", "", MLG_EDATA, "is empty" },
        { "no shapefile", "text.shp", "not a shapefile", MLG_EDATA, "is not a shapefile" },
        { "no table", "text.dbf", "a,b\n1,2\n", MLG_EDATA, ".dbf" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o;

        if (rows[i].text)
            write_file(rows[i].name, rows[i].text, strlen(rows[i].text));
        o = read_name(rows[i].name, NULL);
        if (o.layer || o.err.code != rows[i].code || !strstr(o.err.what, rows[i].sentence))
            fail_msg("%s: %s", rows[i].what, o.layer ? "read" : o.err.what);
        assert_non_null(strstr(o.err.where, rows[i].name));
        outcome_free(&o);
    }
}

static void refuses_folders(void **state)
{
    outcome o;

    (void)state;
    assert_int_equal(mkdir(path_of("folder.csv"), 0700), 0);
    o = read_name("folder.csv", NULL);
    assert_int_equal(o.err.code, MLG_EIO);
    outcome_free(&o);
    o = read_path("", NULL);
    assert_int_equal(o.err.code, MLG_EIO);
    outcome_free(&o);
}

static void quotes(void **state)
{
    char shown[8];

    (void)state;
    assert_string_equal(readers_quote(shown, sizeof shown, "ab\ncd", 5), "ab cd");
    assert_string_equal(readers_quote(shown, sizeof shown, "abcdeféé", 10),
                        "abcdef"); /* no half é */
    assert_string_equal(readers_quote(shown, sizeof shown, "", 0), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests),          cmocka_unit_test(chooses_reader),
        cmocka_unit_test(finds_side_files), cmocka_unit_test(refuses),
        cmocka_unit_test(refuses_folders),  cmocka_unit_test(quotes),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
