"""Pages of use against an ETS obligation: the entity, the province that decides, the registry that keeps the link."""
