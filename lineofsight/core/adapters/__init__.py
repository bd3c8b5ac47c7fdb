"""From plain JSON inputs to the production functions and back; one module per family, no formula in any of them."""
