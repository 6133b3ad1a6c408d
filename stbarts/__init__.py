"""The whole house: settings, addresses, the clockwork of Celery and the demo school.

It owns no records. Every chapter of a child's story is an app of its own; this
package only introduces them to each other and holds the tests of our conventions.
"""

from stbarts.celery import app as celery_app

__all__ = ["celery_app"]
