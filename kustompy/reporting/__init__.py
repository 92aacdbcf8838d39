"""One reporter: failures and findings in the formats that people and programs read, a module each."""
