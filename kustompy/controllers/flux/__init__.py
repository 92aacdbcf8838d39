"""Objects of Flux: Kustomizations, and the variables that are put into what they build."""
