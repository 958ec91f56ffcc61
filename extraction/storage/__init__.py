"""Folders by address: this machine's, or those of an object store."""
