"""Viện Dẫn: a knowledge base of Vietnamese legal and Party documents."""
