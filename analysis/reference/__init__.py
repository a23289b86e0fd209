"""The pages below docs/reference, made from the declarations so that none of them goes stale."""
