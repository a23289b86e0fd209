"""The page of a search: the best policy, what it trades off, how sure, and what a rival may answer."""
