"""What will run on this machine, and why not: checks that find, explain and name the remedy."""
