"""ApplicationSets: the parameters that generators make, and the Applications that the template makes of each."""
