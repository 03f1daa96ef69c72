"""The sheet: what a certificate prints, in which words and design, and the document that comes of it, not signed yet."""
