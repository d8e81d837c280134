#ifndef MLG_SAID_H
#define MLG_SAID_H
#include "analysis/siting/sites.h"

/* What sites say of themselves beside their place: wave, date, grant, declared class, state.
 * Fills the arrays of the sites; what cannot be read counts as not said, and is told. */
mlg_code said_read(mlg_sites *sites, mlg_diag *diag, mlg_err *err);

/* The number of a wave: "9", "Vague 9", "9e vague", "V9". False: a name, not a number. */
bool said_wave(const char *text, int32_t *number);

/* How a grant can be misread. */
typedef enum said_money {
    MONEY_READ,
    MONEY_UNREADABLE,
    MONEY_NEGATIVE,
    MONEY_AMBIGUOUS /* "150.000": thousands, or three decimals? */
} said_money;

/* Euros: "150 000", "75000,50 €", "150 k€". `euros` is filled only when read. */
said_money said_grant(const char *text, double *euros);

/* 1 + the class that a declaration names; 0: no class. */
uint8_t said_class(const char *text);
#endif
