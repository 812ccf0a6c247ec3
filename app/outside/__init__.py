"""The yard: thin wrappers on third parties (mail, passwords, tokens, Markdown, files). Knows nobody inside."""
