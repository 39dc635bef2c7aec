"""The way in: sign-in, what this sign-in may do, the first pull. Forms of deeds live in the page they belong to."""
