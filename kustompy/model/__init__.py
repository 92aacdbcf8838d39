"""Pure data: values, ids, field paths, selectors, resources. No input, no output."""
