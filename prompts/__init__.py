"""What we say to a language model: templates as `.md` files and the code that fills them.

Empty for now: tables are read by their printed headers alone and no model is called. The
templates come with the language model path.
"""
