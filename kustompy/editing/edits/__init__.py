"""One module a noun of ``kustompy edit``: functions that change the fields of a kustomization."""
