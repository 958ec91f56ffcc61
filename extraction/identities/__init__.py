"""The identities that tie figures together. One rule a file; none ever meets a model."""
