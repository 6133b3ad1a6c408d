"""`{% url %}` is Django's own, but an address that stands on every page or in every row is worked out once."""

from uuid import UUID

from django import template
from django.template import defaulttags
from django.urls import NoReverseMatch

from staff.addresses import address_of

register = template.Library()


class Address(defaulttags.URLNode):
    """The address of a page, or of the page of a record given by its public id. What is given otherwise is Django's."""

    def render(self, context):
        args = [arg.resolve(context) for arg in self.args]
        if self.kwargs or not all(type(arg) is UUID for arg in args):
            return super().render(context)
        try:
            address = address_of(self.view_name.resolve(context), *args)
        except NoReverseMatch:
            return super().render(context)
        if not self.asvar:
            return address
        context[self.asvar] = address
        return ""


@register.tag
def url(parser, token):
    node = defaulttags.url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
