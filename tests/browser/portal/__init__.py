"""A small news portal that carries an operation, two graphics and a fragment beside text of its own."""
