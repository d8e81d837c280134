#include "asked.h"
#include "cmd.h"
#include "results.h"

#include "base/i18n.h"

#include <string.h>

static const char *output, *target, *dossier;

static const opt options[] = {
    { .help = N_("Result") },
    { .name = "target",
      .value = N_("QPV/OUTSIDE"),
      .help = N_("how many sites each half must have, such as 180/180; default: the rules' "
                 "shares of the fabriques given"),
      .text = &target },
    { .name = "output",
      .letter = 'o',
      .value = N_("FILE"),
      .help = N_("write the summary there (JSON), its part 'partage' being the evidence"),
      .text = &output },
    { .name = "dossier",
      .value = N_("FOLDER"),
      .help = N_("write the evidence there: dossier.html to read, print and sign, and "
                 "dossier.json with every figure and the study"),
      .text = &dossier },
    { 0 }
};

enum {
    asked_for = SESSION_CLASSES | SESSION_SENSITIVITY | SESSION_PROGRAMME | SESSION_IDENTITY
};

static mlg_code answer(session *s, mlg_err *err)
{
    mlg_code code = output ? results_may_write_json(s, output, err) : MLG_OK;

    if (code == MLG_OK && dossier)
        code = results_may_write_dossier(s, dossier, err);
    if (code == MLG_OK)
        code = session_run(s, asked_for, err);
    if (code == MLG_OK && !s->split->sites)
        code = mlg_fail(err, MLG_EDATA,
                        _("the list holds no fabrique: there is nothing to verify"));
    if (code == MLG_OK && output)
        code = results_summary(s, asked_for, output, err);
    if (code == MLG_OK && dossier)
        code = cmd_folder(dossier, err);
    if (code == MLG_OK && dossier)
        code = results_dossier(s, asked_for, dossier, err);
    if (code == MLG_OK && common.json)
        code = results_summary(s, asked_for, "-", err);
    if (code != MLG_OK)
        return code;
    cmd_diag(s->command, &s->diag);
    session_account(s);
    session_tell_split(s);
    session_tell_sensitivity(s);
    session_tell_programme(s);
    session_tell_identity(s);
    return MLG_OK;
}

int cmd_verify(int argc, char **argv)
{
    static const int statuses[] = { [MLG_TENU] = STATUS_OK,
                                    [MLG_NON_TENU] = STATUS_NOT_KEPT,
                                    [MLG_INDETERMINE] = STATUS_UNDECIDED };
    session s = { .command = "verify", .digest = output || dossier || common.json };
    mlg_study *study = NULL;
    mlg_err err = { 0 };
    mlg_code code = asked_study(&study, &err);
    int status;

    (void)argc;
    (void)argv;
    s.study = study;
    if (code == MLG_OK && target && !(study->target = strdup(target)))
        code = mlg_fail(&err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK)
        code = answer(&s, &err);
    status = code == MLG_OK ? statuses[s.split->verdict] : cmd_fail("verify", &err);
    session_free(&s);
    mlg_study_free(study);
    return status;
}

const command command_verify = {
    .name = "verify",
    .run = cmd_verify,
    .summary = N_("say whether the programme's half-and-half siting split is kept"),
    .synopsis = N_("--sites FILE --qpv FILE --centres FILE [OPTION]..."),
    .purpose = N_(
        "Count the fabriques by eligibility and say whether half can be booked in or near a "
        "QPV "
        "and half outside the large urban centres. Since the criteria overlap, each half is an "
        "interval; it is given once from rule overlap alone (undetermined sites left out) and "
        "once "
        "with the uncertainty of locations.\n"
        "The verdict is tenu if the target can be reached whatever the truth behind coarse "
        "locations, non_tenu if it cannot whatever that truth, else indetermine; the sites "
        "that "
        "decide are listed. Indicative: no regulatory attestation."),
    .options = options,
    .takes = CMD_JSON | CMD_OVERWRITE | CMD_VERDICT | ASK_SITES | ASK_CLASSES | ASK_LEVEL |
             ASK_SENSITIVITY,
    .examples = { { N_("Half of the places listed"),
                    "maillage verify --sites lieux.csv --qpv qpv.shp --centres gcu.shp" },
                  { N_("180 and 180, with the evidence in a file"),
                    "maillage verify --sites fabriques.csv --precision commune --communes "
                    "communes.shp --qpv 2015=qpv.shp --centres gcu.shp --target 180/180 "
                    "-o partage.json" } },
};
