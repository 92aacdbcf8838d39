"""ApplicationSets: generators produce sets of parameters, and the template makes an Application of each."""
