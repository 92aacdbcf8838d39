"""Where schemas come from: the box, folders, URLs, and CustomResourceDefinitions."""
