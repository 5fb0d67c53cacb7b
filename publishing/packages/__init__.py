"""What readers take along: the feature as a ZIP, an EPUB, a PDF and a ZIM, made of a finished tree."""
