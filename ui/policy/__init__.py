"""The page about the policy: the matrix and the limits for offers as tables whose values are changed in forms, changes and their approval,
rights that are lent."""
