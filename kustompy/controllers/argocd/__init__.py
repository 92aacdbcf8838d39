"""Objects of Argo CD: Applications, and what each of their sources comes to."""
