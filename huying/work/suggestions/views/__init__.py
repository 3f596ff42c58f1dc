"""The desk's pages of suggestions: lists, the case, one page a verb, the offices' tables."""
