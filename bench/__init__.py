"""Speed and quality, each beside named peers in one run."""
