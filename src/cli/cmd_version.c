#include "cmd.h"

#include "base/i18n.h"
#include "maillage/version.h"

#include <stdio.h>

int cmd_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("maillage %s\nGEOS %s\nPROJ %s\n", mlg_version(MLG_VERSION_MAILLAGE),
           mlg_version(MLG_VERSION_GEOS), mlg_version(MLG_VERSION_PROJ));
    return STATUS_OK;
}

const command command_version = {
    .name = "version",
    .run = cmd_version,
    .summary = N_("the version, and those of GEOS and PROJ"),
    .synopsis = N_("[OPTION]..."),
    .purpose = N_("Print the versions of maillage and of the libraries that its results "
                  "depend on, one a line. Every file that maillage writes carries them too."),
    .examples = {
        { N_("What to quote when reporting a problem"), "maillage version" },
        { N_("The same, shorter"), "maillage --version" },
    },
};
