"""Objects of Flux: Kustomizations and HelmReleases, their variables, values and decryption."""
