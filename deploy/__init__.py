"""What an installation needs beside the program: pinned packages, the folder for machines without a network."""
