"""A market of customers who choose, experience and remember, and of firms that try to keep them."""
