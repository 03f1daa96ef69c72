"""Review: people confirm or overrule what the grader said, mark blind, and answer appeals."""
