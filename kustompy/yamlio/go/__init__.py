"""What Go's JSON and YAML libraries make of values on their way to print."""
