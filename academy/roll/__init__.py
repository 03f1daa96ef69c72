"""The roll: files of people that administrators bring, look at, and have imported."""
