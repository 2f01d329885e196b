"""How much longer may work take while its coverage is being measured?"""

import sys

PATIENCE = (6 if sys.gettrace() is not None else 1) * 3
"""By this much tests lengthen their bounds, which are those of a machine with nothing else to do, without tracing.

They tell what takes time out of proportion, not how quick something is: `make bench` does.
"""
