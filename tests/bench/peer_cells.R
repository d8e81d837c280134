# The question of tests/bench/peer_cells.py as users of R sf put it: the nearest site by
# st_nearest_feature, people within 20 km by EPCI of the cell's commune. SITES CELLS COMMUNES OUT
suppressMessages(library(sf))
given <- commandArgs(TRUE)
codes <- c(lcog_geo = "character", code_insee = "character", epci = "character")
cells <- st_as_sf(read.csv(given[2], colClasses = codes[1]), coords = c("x", "y"), crs = 2154, remove = FALSE)
sites <- st_as_sf(read.csv(given[1]), coords = c("x", "y"), crs = 2154)
communes <- read.csv(given[3], colClasses = codes[2:3])
nearest <- st_nearest_feature(cells, sites)
metres <- as.numeric(st_distance(cells, sites[nearest, ], by_element = TRUE))
people <- data.frame(ind = cells$ind, within = ifelse(metres <= 20000, cells$ind, 0), metres = cells$ind * metres)
table <- rowsum(people, communes$epci[match(cells$lcog_geo, communes$code_insee)])
write.csv(cbind(table, share = table$within / table$ind, mean = table$metres / table$ind), given[4])
cat(sprintf("people %.1f, within %.1f\n", sum(table$ind), sum(table$within)))
