"""Tables in pieces of whole rows that fit a language model, each with what explains its rows."""
