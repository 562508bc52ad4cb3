"""A travel assistant that answers from the documents it is given."""
