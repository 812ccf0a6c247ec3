"""What every page passes through: doors, forms, errors, headers, languages, paging."""
