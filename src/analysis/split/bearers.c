#include "analysis/split/bearers.h"

#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- kinds ---------------------------------------------------------------------------------
 */

/* The French kinds of bearer. A kind stands for its narrower ones: rules that list the
 * "collectivité territoriale" list the commune. */
typedef enum kind {
    K_NONE,
    K_ENTREPRISE,
    K_COOPERATIVE, /* of the enterprises */
    K_FONDATION,
    K_ASSOCIATION,
    K_GROUPEMENT,
    K_GIP, /* of the groupings */
    K_GIE,
    K_COLLECTIVITE,
    K_COMMUNE, /* of the local authorities */
    K_DEPARTEMENT,
    K_REGION,
    K_GROUPEMENT_DE_COLLECTIVITES,
    K_SYNDICAT_MIXTE,
    K_ETABLISSEMENT_PUBLIC,
    K_ETAT,
    K_PARTICULIER
} kind;

static kind wider(kind k)
{
    switch (k) {
    case K_COOPERATIVE:
        return K_ENTREPRISE;
    case K_GIP:
    case K_GIE:
        return K_GROUPEMENT;
    case K_COMMUNE:
    case K_DEPARTEMENT:
    case K_REGION:
        return K_COLLECTIVITE;
    default:
        return K_NONE;
    }
}

/* How a text of each kind begins, folded. Of two that fit, the longer one tells. */
static const struct {
    const char *begins;
    kind kind;
} words[] = {
    { "entreprise", K_ENTREPRISE },
    { "entreprises", K_ENTREPRISE },
    { "entreprise_privee", K_ENTREPRISE },
    { "entreprise_publique", K_ENTREPRISE },
    { "societe", K_ENTREPRISE },
    { "sarl", K_ENTREPRISE },
    { "eurl", K_ENTREPRISE },
    { "sas", K_ENTREPRISE },
    { "sasu", K_ENTREPRISE },
    { "sa", K_ENTREPRISE },
    { "snc", K_ENTREPRISE },
    { "sci", K_ENTREPRISE },
    { "spl", K_ENTREPRISE },
    { "sem", K_ENTREPRISE },
    { "auto_entrepreneur", K_ENTREPRISE },
    { "micro_entreprise", K_ENTREPRISE },
    { "cooperative", K_COOPERATIVE },
    { "societe_cooperative", K_COOPERATIVE },
    { "scic", K_COOPERATIVE },
    { "sas_scic", K_COOPERATIVE },
    { "sarl_scic", K_COOPERATIVE },
    { "scop", K_COOPERATIVE },
    { "sas_scop", K_COOPERATIVE },
    { "sarl_scop", K_COOPERATIVE },
    { "cae", K_COOPERATIVE },
    { "fondation", K_FONDATION },
    { "fondations", K_FONDATION },
    { "association", K_ASSOCIATION },
    { "associations", K_ASSOCIATION },
    { "asso", K_ASSOCIATION },
    { "associatif", K_ASSOCIATION },
    { "loi_1901", K_ASSOCIATION },
    { "groupement", K_GROUPEMENT },
    { "autre_groupement", K_GROUPEMENT },
    { "autres_groupements", K_GROUPEMENT },
    { "gip", K_GIP },
    { "groupement_d_interet_public", K_GIP },
    { "gie", K_GIE },
    { "groupement_d_interet_economique", K_GIE },
    { "collectivite", K_COLLECTIVITE },
    { "collectivites", K_COLLECTIVITE },
    { "collectivite_locale", K_COLLECTIVITE },
    { "collectivite_territoriale", K_COLLECTIVITE },
    { "commune", K_COMMUNE },
    { "communes", K_COMMUNE },
    { "mairie", K_COMMUNE },
    { "ville", K_COMMUNE },
    { "municipalite", K_COMMUNE },
    { "departement", K_DEPARTEMENT },
    { "conseil_departemental", K_DEPARTEMENT },
    { "region", K_REGION },
    { "conseil_regional", K_REGION },
    { "groupement_de_collectivites", K_GROUPEMENT_DE_COLLECTIVITES },
    { "groupement_de_communes", K_GROUPEMENT_DE_COLLECTIVITES },
    { "epci", K_GROUPEMENT_DE_COLLECTIVITES },
    { "intercommunalite", K_GROUPEMENT_DE_COLLECTIVITES },
    { "communaute_de_communes", K_GROUPEMENT_DE_COLLECTIVITES },
    { "communaute_d_agglomeration", K_GROUPEMENT_DE_COLLECTIVITES },
    { "communaute_urbaine", K_GROUPEMENT_DE_COLLECTIVITES },
    { "metropole", K_GROUPEMENT_DE_COLLECTIVITES },
    { "syndicat_mixte", K_SYNDICAT_MIXTE },
    { "syndicats_mixtes", K_SYNDICAT_MIXTE },
    { "etablissement_public", K_ETABLISSEMENT_PUBLIC },
    { "universite", K_ETABLISSEMENT_PUBLIC },
    { "etat", K_ETAT },
    { "particulier", K_PARTICULIER },
    { "personne_physique", K_PARTICULIER },
};

/* Does the folded text begin with these very words? */
static bool begins(const char *folded, const char *with)
{
    size_t n = strlen(with);

    return n && !strncmp(folded, with, n) && (!folded[n] || folded[n] == '_');
}

static const char *skip_article(const char *folded)
{
    static const char *const articles[] = { "la_", "le_", "les_", "l_", "une_", "un_" };

    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (!strncmp(folded, articles[i], strlen(articles[i])))
            return folded + strlen(articles[i]);
    return folded;
}

static kind kind_of(const char *folded)
{
    size_t longest = 0;
    kind k = K_NONE;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i].begins);

        if (n > longest && begins(folded, words[i].begins)) {
            longest = n;
            k = words[i].kind;
        }
    }
    return k;
}

/* --- what the rules list ----------------------------------------------------------------- */

enum { WORDS_ROOM = 256 };

/* "GIP, GIE ou autre groupement" is three alternatives. */
typedef struct alternative {
    char words[WORDS_ROOM]; /* folded */
    kind kind;
} alternative;

struct bearers {
    size_t n;
    alternative at[];
};

/* Where the next " ou " or " et " of a folded text begins; NULL: none. */
static char *next_or(char *folded)
{
    char *first = strstr(folded, "_ou_"), *other = strstr(folded, "_et_");

    return !first || (other && other < first) ? other : first;
}

static void add(bearers *b, const char *folded)
{
    alternative *a = &b->at[b->n];

    if (!*folded)
        return;
    memcpy(a->words, folded, strlen(folded) + 1);
    a->kind = kind_of(skip_article(folded));
    b->n++;
}

static void add_listed(bearers *b, const char *listed)
{
    while (*listed) {
        size_t n = strcspn(listed, ",;/");
        char part[WORDS_ROOM], folded[WORDS_ROOM], *one = folded;

        snprintf(part, sizeof part, "%.*s", n < WORDS_ROOM ? (int)n : WORDS_ROOM, listed);
        text_fold(folded, sizeof folded, part);
        for (char *cut; (cut = next_or(one)); one = cut + 4) {
            *cut = '\0';
            add(b, one);
        }
        add(b, one);
        listed += n + (listed[n] != '\0');
    }
}

bearers *bearers_new(const mlg_rules *rules)
{
    size_t n = rules->programme.n_bearers, room = 1;
    bearers *b;

    for (size_t i = 0; i < n; i++) /* each alternative takes a letter and what parts it */
        room += strlen(rules->programme.bearers[i]) / 2 + 1;
    b = calloc(1, sizeof *b + room * sizeof *b->at);
    for (size_t i = 0; b && i < n; i++)
        add_listed(b, rules->programme.bearers[i]);
    return b;
}

void bearers_free(bearers *b)
{
    free(b);
}

/* --- one bearer ----------------------------------------------------------------------------
 */

mlg_bearer bearers_find(const bearers *b, const char *text)
{
    char folded[WORDS_ROOM];
    const char *said;
    bool narrower = false;
    kind k;

    if (text_is_missing(text))
        return MLG_BEARER_UNSAID;
    text_fold(folded, sizeof folded, text);
    said = skip_article(folded);
    k = kind_of(said);
    for (size_t i = 0; i < b->n; i++) {
        const alternative *a = &b->at[i];

        if (begins(said, a->words) || begins(folded, a->words))
            return MLG_BEARER_LISTED;
        if (k != K_NONE && (a->kind == k || a->kind == wider(k)) && a->kind != K_NONE)
            return MLG_BEARER_LISTED;
        narrower |= k != K_NONE && wider(a->kind) == k;
    }
    return k == K_NONE || narrower ? MLG_BEARER_UNKNOWN : MLG_BEARER_NOT_LISTED;
}

const char *mlg_bearer_name(mlg_bearer b)
{
    static const char *const names[] = { "non_dit", "admis", "non_admis", "non_reconnu" };

    return names[b];
}
