library(testthat)
library(dstack)

test_check("dstack")
