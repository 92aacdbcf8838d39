"""Pure data: values, ids, field paths, selectors, resources, levels of kustomize. No input, no output."""
