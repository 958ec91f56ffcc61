"""What we say to a language model: templates as `.md` files, their builder, the examples."""
