"""The sources of schemas: the box, folders, URLs, and CustomResourceDefinitions."""
