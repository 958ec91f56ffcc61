"""Words from page images: recognition engines behind one port, and what their doubts mean."""
