"""The simulated reader: an OpenAI-compatible server on loopback that answers without a model.

It reads the table text of a prompt with the headers engine and spoils its own answers at set
rates, in the ways in which language models err. It tests our defences and our speed. What comes
of it says nothing about the accuracy of a real model, and must never be presented as such.
"""
