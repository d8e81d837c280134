#include "report/network.h"

#include "base/i18n.h"

enum {
    LIEN,
    TYPE,
    DE = LINK_DE,
    VERS = LINK_VERS,
    DE_NOM,
    VERS_NOM,
    LONGUEUR,
    CERTITUDE,
    DANS_MAILLAGE,
    ARBRE,
    PONT,
    DECHIRURE,
    N_COLUMNS
};

static const table_column columns[N_COLUMNS] = {
    [LIEN] = { "lien", COLUMN_INTEGER, 0, N_("number of the link") },
    [TYPE] = { "type", COLUMN_TEXT, 0,
               N_("maille: between two fabriques; rattachement: a tiers-lieu and the fabrique "
                  "it leans on") },
    [DE] = { "de", COLUMN_TEXT, 0, N_("node that it starts from") },
    [VERS] = { "vers", COLUMN_TEXT, 0, N_("node that it goes to") },
    [DE_NOM] = { "de_nom", COLUMN_TEXT, 0, N_("name of the site it starts from") },
    [VERS_NOM] = { "vers_nom", COLUMN_TEXT, 0, N_("name of the site it goes to") },
    [LONGUEUR] = { "longueur_m", COLUMN_NUMBER, 3, N_("ground length, in metres") },
    [CERTITUDE] = { "certitude", COLUMN_TEXT, 0,
                    N_("of an attachment: certain, douteux or inconnu") },
    [DANS_MAILLAGE] = { "dans_maillage", COLUMN_INTEGER, 0,
                        N_("1: not longer than the distance asked for; components, bridges "
                           "and articulations are those of these links") },
    [ARBRE] = { "arbre", COLUMN_INTEGER, 0, N_("1: of the minimum spanning tree") },
    [PONT] = { "pont", COLUMN_INTEGER, 0, N_("1: its loss splits a component") },
    [DECHIRURE] = { "rang_dechirure", COLUMN_INTEGER, 0,
                    N_("rank among the links of the spanning tree, the longest first") },
};

static void set_mesh(table_value *v, const mlg_network *n, size_t row, size_t column)
{
    const mlg_mesh_link *l = &n->mesh[row];

    switch (column) {
    case TYPE:
        table_set_text(v, "maille");
        break;
    case DE:
    case VERS:
        table_set_text(v, node_of_hub(v->scratch, n, column == DE ? l->a : l->b));
        break;
    case DE_NOM:
    case VERS_NOM:
        table_set_text(
            v, mlg_site_name(n->hub_sites, n->hubs[column == DE_NOM ? l->a : l->b].site));
        break;
    case LONGUEUR:
        table_set_number(v, l->length_m);
        break;
    case DANS_MAILLAGE:
        v->number = l->within;
        break;
    case ARBRE:
        v->number = l->tree;
        break;
    case PONT:
        v->number = l->bridge;
        break;
    case DECHIRURE:
        v->number = l->tear;
        v->null = !l->tear;
        break;
    default:
        v->null = true;
    }
}

static void set_attachment(table_value *v, const mlg_network *n, uint32_t place, size_t column)
{
    const mlg_place *p = &n->places[place];

    switch (column) {
    case TYPE:
        table_set_text(v, "rattachement");
        break;
    case DE:
        table_set_text(v, node_of_place(v->scratch, n, place));
        break;
    case VERS:
        table_set_text(v, node_of_hub(v->scratch, n, p->hub));
        break;
    case DE_NOM:
        table_set_text(v, mlg_site_name(n->place_sites, p->site));
        break;
    case VERS_NOM:
        table_set_text(v, mlg_site_name(n->hub_sites, n->hubs[p->hub].site));
        break;
    case LONGUEUR:
        table_set_number(v, p->distance_m);
        break;
    case CERTITUDE:
        table_set_text(v, mlg_certainty_name((mlg_certainty)p->certainty));
        break;
    default:
        v->null = true;
    }
}

static void value(const void *data, size_t row, size_t column, table_value *v)
{
    const mlg_network *n = data;

    if (column == LIEN)
        v->number = (double)(row + 1);
    else if (row < n->n_mesh)
        set_mesh(v, n, row, column);
    else
        set_attachment(v, n, n->attached[row - n->n_mesh], column);
}

void links_table(table *t, const mlg_network *n)
{
    *t = (table){ .name = "reseau-liens",
                  .columns = columns,
                  .n_columns = N_COLUMNS,
                  .n_rows = n->n_mesh + n->n_attached,
                  .id_column = LIEN,
                  .data = n,
                  .value = value,
                  .lines = &n->lines };
}
