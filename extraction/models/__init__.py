"""Language models behind one port: live, cached, recorded and replayed."""
