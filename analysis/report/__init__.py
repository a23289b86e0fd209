"""A comparison as people read it: a page, pictures, tables and a document for machines."""
