"""Objects of Argo CD: Applications, ApplicationSets, and what each source is rendered to."""
