#ifndef MAILLAGE_H
#define MAILLAGE_H
/* All of libmaillage: how a network of places covers a territory. One header a noun. */
#ifdef __cplusplus
extern "C" {
#endif
#include "maillage/antimeridian.h"
#include "maillage/catchments.h"
#include "maillage/classify.h"
#include "maillage/compare.h"
#include "maillage/coverage.h"
#include "maillage/day.h"
#include "maillage/diag.h"
#include "maillage/dossier.h"
#include "maillage/error.h"
#include "maillage/identity.h"
#include "maillage/inspect.h"
#include "maillage/layer.h"
#include "maillage/map.h"
#include "maillage/network.h"
#include "maillage/output.h"
#include "maillage/population.h"
#include "maillage/programme.h"
#include "maillage/publish.h"
#include "maillage/reach.h"
#include "maillage/read.h"
#include "maillage/result.h"
#include "maillage/rules.h"
#include "maillage/simplify.h"
#include "maillage/sensitivity.h"
#include "maillage/sites.h"
#include "maillage/split.h"
#include "maillage/stop.h"
#include "maillage/stream.h"
#include "maillage/study.h"
#include "maillage/version.h"
#include "maillage/zones.h"
#ifdef __cplusplus
}
#endif
#endif
