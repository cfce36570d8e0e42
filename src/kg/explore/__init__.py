"""The explorer: one page that opens without a server, in which a graph is seen, read and asked."""
