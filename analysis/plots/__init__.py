"""Pictures: one function each, tables in, a figure out, nothing kept between two of them."""
