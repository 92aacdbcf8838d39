"""What the controllers of a cluster, Flux and Argo CD, make of the objects that tell them what to apply."""
