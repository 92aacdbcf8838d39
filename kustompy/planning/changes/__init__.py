"""What differs: resources in pairs, fields in pairs, operations, causes, and what is noise."""
