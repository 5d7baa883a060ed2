"""Finding: a text goes in, its mentions come out (citations as written, by start); nothing is looked up."""
