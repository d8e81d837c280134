#ifndef MAILLAGE_H
#define MAILLAGE_H
/* All of libmaillage: how a network of places covers a territory. One header a noun. */
#ifdef __cplusplus
extern "C" {
#endif
#include "maillage/diag.h"
#include "maillage/error.h"
#include "maillage/layer.h"
#include "maillage/read.h"
#include "maillage/version.h"
#ifdef __cplusplus
}
#endif
#endif
