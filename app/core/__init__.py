"""What subjects share: unit of work, permissions, dialects of databases, texts, and the web kit."""
