#include "maillage/version.h"

#include "geo/crs.h"
#include "geo/geos.h"

const char *mlg_version(mlg_component component)
{
    static _Thread_local char proj[32];

    switch (component) {
    case MLG_VERSION_GEOS:
        return geos_version();
    case MLG_VERSION_PROJ:
        crs_versions(proj, sizeof proj);
        return proj;
    case MLG_VERSION_MAILLAGE:
        break;
    }
    return MLG_VERSION;
}
