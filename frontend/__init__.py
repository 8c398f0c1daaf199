"""The design system's files for the pages: ``python -m frontend.build`` puts them in place."""
