"""What outlives a run: page readings and page images, in one data folder."""
