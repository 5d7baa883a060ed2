"""Topics (đề mục) of the codification (pháp điển): the bytes of one → a reading for each document whose articles it holds."""
