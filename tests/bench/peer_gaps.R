# The question of tests/bench/peer_gaps.py as users of R sf put it: each commune less the union of the
# discs, and the merged gap. SITES COMMUNES OUT (OUT.csv, OUT.geojson)
suppressMessages(library(sf))
given <- commandArgs(TRUE)
sites <- st_read(given[1], quiet = TRUE)
communes <- st_read(given[2], quiet = TRUE)
st_agr(communes) <- "constant"
served <- st_union(st_buffer(st_geometry(sites), 20000, nQuadSegs = 16))
left <- st_difference(communes, served)
left$surface_hors_portee_km2 <- as.numeric(st_area(left)) / 1e6
write.csv(st_drop_geometry(left), paste0(given[3], ".csv"), row.names = FALSE)
gap <- st_cast(st_union(st_geometry(left)), "POLYGON")
st_write(st_transform(gap, 4326), paste0(given[3], ".geojson"), delete_dsn = TRUE, quiet = TRUE)
cat(sprintf("%.2f km2 beyond\n", sum(left$surface_hors_portee_km2)))
