"""How a scalar is written and read: types, styles, folding, quoting."""
