"""How much longer may work take while its coverage is being measured?"""

import sys

PATIENCE = 6 if sys.gettrace() is not None else 1
"""By this much tests lengthen their bounds; the bounds themselves are those without tracing."""
