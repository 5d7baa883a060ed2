"""Topics of the codification (pháp điển), split back into their documents."""
