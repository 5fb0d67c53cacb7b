"""A finished tree read as a book: chapters in order, their notes and pictures; what EPUB and PDF are written from."""
