#include "against.h"
#include "asked.h"
#include "cmd.h"
#include "lang.h"
#include "results.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

static const char *output, *target, *dossier, *against;

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
    { .name = "against",
      .value = N_("DOSSIER.json"),
      .help =
          N_("compute again what a dossier says, from the files it names (looked for in the "
             "current folder, then beside it; options say where else), and tell what "
             "differs: 0 nothing but versions, 1 something"),
      .text = &against },
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
    session_tell_classes(s);
    session_tell_split(s);
    session_tell_sensitivity(s);
    session_tell_programme(s);
    session_tell_identity(s);
    return MLG_OK;
}

/* The study that the options describe; or one of a file, or of a dossier, options given
 * winning over what it says. */
static mlg_code find_study(mlg_study **study, mlg_dossier **of, const char *file, mlg_err *err)
{
    const char *lacking = file || against ? NULL : asked_missing(command_verify.takes);
    mlg_code code;

    if (lacking)
        return mlg_fail(err, MLG_EUSAGE, _("--%s is missing"), lacking);
    if (!file && !against)
        return asked_study(study, err);
    if (file && against)
        return mlg_fail(err, MLG_EUSAGE,
                        _("--against brings the study of the dossier; a study file cannot be "
                          "given too"));
    code = file ? mlg_study_read(study, file, err) : mlg_dossier_read(of, against, err);
    if (code == MLG_OK && against) {
        *study = (*of)->study;
        (*of)->study = NULL;
    }
    if (code == MLG_OK && (!(*study)->n_qpv || !(*study)->n_centres))
        return mlg_fail(err, MLG_EDATA, _("the study has no QPV or no centres"));
    if (code == MLG_OK)
        code = asked_over(*study, err);
    if (code == MLG_OK && against)
        code = against_find(*study, *of, against, err);
    return code;
}

static mlg_code check_options(mlg_err *err)
{
    if (against && (dossier || output || target))
        return mlg_fail(err, MLG_EUSAGE,
                        _("--against only compares; --dossier, --output and --target do not go "
                          "with it"));
    return MLG_OK;
}

static int answer_status(session *s, mlg_err *err)
{
    static const int statuses[] = { [MLG_TENU] = STATUS_OK,
                                    [MLG_NON_TENU] = STATUS_NOT_KEPT,
                                    [MLG_INDETERMINE] = STATUS_UNDECIDED };

    return answer(s, err) == MLG_OK ? statuses[s->split->verdict] : cmd_fail("verify", err);
}

int cmd_verify(int argc, char **argv)
{
    session s = { .command = "verify",
                  .digest = output || dossier || against || common.json,
                  .from_file = argc || against };
    mlg_study *study = NULL;
    mlg_dossier *of = NULL;
    mlg_err err = { 0 };
    mlg_code code = check_options(&err);
    int status;

    if (code == MLG_OK)
        code = find_study(&study, &of, argc ? argv[0] : NULL, &err);
    s.study = study;
    if (code == MLG_OK && target) {
        free(study->target);
        if (!(study->target = strdup(target)))
            code = mlg_fail(&err, MLG_ENOMEM, _("out of memory"));
    }
    if (of)
        lang_outputs(of->language);
    if (code != MLG_OK)
        status = cmd_fail("verify", &err);
    else if (against)
        status = against_answer(&s, asked_for, of, against);
    else
        status = answer_status(&s, &err);
    session_free(&s);
    mlg_study_free(study);
    mlg_dossier_free(of);
    return status;
}

const command command_verify = {
    .name = "verify",
    .run = cmd_verify,
    .summary = N_("say whether the programme's half-and-half siting split is kept"),
    .synopsis = N_("{--sites FILE --qpv FILE --centres FILE | STUDY.yaml | --against "
                   "DOSSIER.json} [OPTION]..."),
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
        "decide are listed. Indicative: no regulatory attestation.\n"
        "What the fabriques say of their wave, date, grant, bearer, state and declared class "
        "is held against the rules and the computed classes; what they do not say is named, "
        "and nothing is assumed. Projects are looked for in --territories of the rules' "
        "level."),
    .options = options,
    .max_args = 1,
    .takes = CMD_JSON | CMD_OVERWRITE | CMD_VERDICT | CMD_STUDY | ASK_SITES | ASK_CLASSES |
             ASK_LEVEL | ASK_SENSITIVITY,
    .examples = { { N_("Half of the places listed"),
                    "maillage verify --sites lieux.csv --qpv qpv.shp --centres gcu.shp" },
                  { N_("180 and 180, with the evidence in a file"),
                    "maillage verify --sites fabriques.csv --precision commune --communes "
                    "communes.shp --qpv 2015=qpv.shp --centres gcu.shp --target 180/180 "
                    "-o partage.json" },
                  { N_("The evidence in a dossier, then the same from the dossier itself"),
                    "maillage verify etude.yaml --dossier preuves; maillage verify --against "
                    "preuves/dossier.json" } },
};
