# The question of tests/bench/peer_cells.py as users of R who want it fast put it: data.table reads
# and sums, RANN's k-d tree finds the nearest site, in the plane. SITES CELLS COMMUNES OUT
suppressMessages(library(data.table))
given <- commandArgs(TRUE)
sites <- fread(given[1], select = c("x", "y"))
cells <- fread(given[2], select = c("x", "y", "ind", "lcog_geo"), colClasses = list(character = "lcog_geo"))
communes <- fread(given[3], select = c("code_insee", "epci"), colClasses = "character")
cells[, metres := RANN::nn2(sites, cells[, .(x, y)], k = 1)$nn.dists[, 1]]
cells[communes, epci := i.epci, on = c(lcog_geo = "code_insee")]
table <- cells[, .(ind = sum(ind), within = sum(ind[metres <= 20000]), metres = sum(ind * metres)), keyby = epci]
fwrite(table[, .(epci, ind, within, metres, share = within / ind, mean = metres / ind)], given[4])
cat(sprintf("people %.1f, within %.1f\n", sum(table$ind), sum(table$within)))
