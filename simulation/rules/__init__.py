"""One customer's behavior: small pure functions of plain numbers, one file a behavior.

Notation: a *tie* is what one customer holds toward one firm; 0-100 scales are "points"; utility is
in logits (scale-1 Gumbel errors); money is in units of the category's reference price.
"""
